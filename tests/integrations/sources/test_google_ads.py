"""Google Ads lead forms: the key in the body, ids of either type, and tests that nobody is called for."""

import json
from datetime import UTC, datetime

import pytest

from apps.integrations.http import Inbound
from apps.integrations.sources.google_ads import Sender
from tests.contracts.sources import ProvenContract
from tests.integrations.sources.posting import in_json, post, sample

LIVE = json.loads(sample("google_leadform_live.json"))


class TestGoogleAds(ProvenContract):
    def sender(self, *secrets: str) -> Sender:
        return Sender(Sender.Settings(), secrets)

    def genuine(self, *, secret: str, at: datetime) -> Inbound:
        return in_json(LIVE | {"google_key": secret})


def test_a_live_lead_is_read_with_its_click_and_its_ids() -> None:
    [lead] = Sender(Sender.Settings(), []).read(in_json(LIVE))

    assert (lead.first_name, lead.last_name, lead.phone) == ("Jane", "Sample", "+12025550143")
    assert lead.email == "jane.sample@example.com"
    assert lead.external_id == "TeSt-FaKe-LeAd-Id-0002"
    assert lead.campaign == {"gclid": "FAKEGCLID0002"}
    assert lead.submitted_at == datetime(2026, 11, 22, 15, 26, 30, tzinfo=UTC)
    assert lead.answers["campaign_id"] == "20000000001"
    assert "asset_group_id" not in lead.answers
    assert "test_google_key" not in str(lead)


@pytest.mark.parametrize("form_id", [9_007_199_254_740_993, "9007199254740993"])
def test_ids_may_be_numbers_or_text(form_id: int | str) -> None:
    [lead] = Sender(Sender.Settings(), []).read(in_json(LIVE | {"form_id": form_id}))

    assert lead.answers["form_id"] == "9007199254740993"


def test_googles_test_is_a_test() -> None:
    [lead] = Sender(Sender.Settings(), []).read(post(sample("google_leadform_test.json")))

    assert lead.is_test
    assert (lead.full_name, lead.phone) == ("FirstName LastName", "+12025550145")
