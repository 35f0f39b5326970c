"""HubSpot workflows: the three versions of the signature, and a contact's properties."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from apps.integrations.errors import NoLead
from apps.integrations.http import Inbound
from apps.integrations.sources.base import Named
from apps.integrations.sources.hubspot import Sender
from tests.contracts.sources import NOW, TimedBodyContract
from tests.integrations.sources.posting import URL, in_base64, in_json, post, sample

BODY = sample("hubspot_workflow_webhook.json")


def signed(secret: str, at: datetime, *, url: str, called: str = "") -> Inbound:
    stamp = str(int(at.timestamp() * 1_000))
    mac = in_base64(secret, f"POST{url}".encode() + BODY + stamp.encode())
    request = post(BODY, headers={"X-HubSpot-Request-Timestamp": stamp, "X-HubSpot-Signature-v3": mac})
    return replace(request, url=called or url)


class TestHubSpot(TimedBodyContract):
    def sender(self, *secrets: str) -> Sender:
        return Sender(Sender.Settings(), secrets)

    def genuine(self, *, secret: str, at: datetime) -> Inbound:
        return signed(secret, at, url=URL)


def test_the_address_is_signed_with_some_escapes_undone() -> None:
    request = signed("s", NOW, url=f"{URL}?to=a@b/c&q=%20", called=f"{URL}?to=a%40b%2Fc&q=%20")

    Sender(Sender.Settings(), ["s"]).verify(request, now=NOW)


def test_a_contact_is_read_with_the_page_it_came_from() -> None:
    [lead] = Sender(Sender.Settings(), []).read(post(BODY))

    assert (lead.first_name, lead.last_name) == ("Jane", "Sample")
    assert (lead.email, lead.phone) == ("jane.sample@example.com", "+12025550143")
    assert lead.external_id == "00000000-0000-4000-8000-000000000003"
    assert lead.campaign["utm_source"] == "google"
    assert lead.submitted_at == datetime.fromtimestamp(1_795_361_155, UTC)
    assert lead.answers == {"form_name": "Quote form"}


def test_a_contact_without_its_history_is_read_too() -> None:
    tree = {"objectId": 151, "properties": {"firstname": "Jane", "phone": "+12025550143", "hs_object_id": "151"}}

    [lead] = Sender(Sender.Settings(), []).read(in_json(tree))

    assert (lead.first_name, lead.phone, lead.answers) == ("Jane", "+12025550143", {})


def test_a_second_form_of_the_same_contact_is_another_submission() -> None:
    tree = json.loads(BODY)
    tree["form-submissions"][0]["conversion-id"] = "00000000-0000-4000-8000-00000000000f"

    first, second = (Sender(Sender.Settings(), []).read(came)[0] for came in (post(BODY), in_json(tree)))

    assert first.external_id != second.external_id


EVENTS = sample("hubspot_webhook_events.json")


def test_an_apps_news_name_new_contacts_of_each_portal() -> None:
    assert Sender(Sender.Settings(), []).named(post(EVENTS)) == [
        Named("151", "20000001", submitted_at=datetime.fromtimestamp(1_795_361_155, UTC))
    ]


def test_news_of_another_portal_or_of_no_new_contact_are_no_lead() -> None:
    sender = Sender(Sender.Settings.model_validate({"account": "20000002"}), [])

    assert sender.named(post(EVENTS)) == []
    with pytest.raises(NoLead):
        sender.read(post(EVENTS))
