"""Gravity Forms: entries whose keys are numbers."""

import json
from datetime import datetime

from apps.integrations.http import Inbound
from apps.integrations.sources.gravity_forms import Sender
from tests.contracts.sources import HeaderContract
from tests.integrations.sources.posting import in_json, post, sample

BODY = sample("gravityforms_entry.json")


class TestGravityForms(HeaderContract):
    def sender(self, *secrets: str) -> Sender:
        return Sender(Sender.Settings.model_validate({"require_signature": True}), secrets)

    def genuine(self, *, secret: str, at: datetime) -> Inbound:
        return post(BODY, headers={"X-Api-Key": secret})


def test_an_entry_is_read_without_what_wordpress_says_of_it() -> None:
    [lead] = Sender(Sender.Settings(), []).read(post(BODY))

    assert (lead.first_name, lead.last_name, lead.phone) == ("Jane", "Sample", "(202) 555-0143")
    assert lead.external_id == "3-4711"
    assert lead.answers == {
        "form_id": "3",
        "date_created": "2026-11-22 15:25:55",
        "4": "Please call me",
        "5.1": "1",
        "5.2": "I agree to be contacted by phone and text",
        "5.3": "2",
        "6": "google",
    }
    assert lead.campaign["gclid"] == "FAKEGCLID0001"


def test_the_same_number_of_another_form_is_another_entry() -> None:
    other = in_json(json.loads(BODY) | {"form_id": "4"})

    assert Sender(Sender.Settings(), []).read(other)[0].external_id == "4-4711"


def test_a_mapping_names_the_numbers() -> None:
    settings = Sender.Settings.model_validate({"mapping": {"4": "full_name", "1.3": "ignore", "1.6": "ignore"}})

    [lead] = Sender(settings, []).read(post(BODY))

    assert lead.full_name == "Please call me"
