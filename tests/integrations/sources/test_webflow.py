"""Webflow: both versions of its body."""

from datetime import UTC, datetime

import pytest

from apps.integrations.errors import NoLead
from apps.integrations.http import Inbound
from apps.integrations.sources.webflow import Sender
from tests.contracts.sources import TimedBodyContract
from tests.integrations.sources.posting import in_hex, in_json, post, sample

BODY = sample("webflow_form_submission_v2.json")
V1 = {
    "name": "Contact Us",
    "site": "65427cf400e02b306eaa049c",
    "data": {"name": "Jane Sample", "email": "jane.sample@example.com", "Phone": "(202) 555-0143"},
    "d": "2026-11-22T15:25:55.022Z",
    "_id": "6321ca84df3949bfc6752327",
}


class TestWebflow(TimedBodyContract):
    def sender(self, *secrets: str) -> Sender:
        return Sender(Sender.Settings(), secrets)

    def genuine(self, *, secret: str, at: datetime) -> Inbound:
        stamp = str(int(at.timestamp() * 1_000))
        mac = in_hex(secret, f"{stamp}:".encode() + BODY)
        return post(BODY, headers={"x-webflow-timestamp": stamp, "x-webflow-signature": mac})


def test_a_form_is_read() -> None:
    [lead] = Sender(Sender.Settings(), []).read(post(BODY))

    assert (lead.first_name, lead.last_name, lead.phone) == ("Jane", "Sample", "12025550143")
    assert lead.external_id == "6321ca84df3949bfc6752327"
    assert lead.answers == {
        "data.Consent": "true",
        "form_name": "Contact Us",
        "form_id": "65429eadebe8a9f3a30f62d0",
    }


def test_the_first_version_is_read_alike() -> None:
    [lead] = Sender(Sender.Settings(), []).read(in_json(V1))

    assert (lead.full_name, lead.email, lead.phone) == ("Jane Sample", "jane.sample@example.com", "(202) 555-0143")
    assert lead.external_id == "6321ca84df3949bfc6752327"
    assert lead.submitted_at == datetime(2026, 11, 22, 15, 25, 55, 22_000, tzinfo=UTC)


def test_another_trigger_is_no_lead() -> None:
    with pytest.raises(NoLead):
        Sender(Sender.Settings(), []).read(in_json({"triggerType": "site_publish", "payload": {"domain": ["x"]}}))
