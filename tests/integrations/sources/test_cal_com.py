"""Cal.com: who books is a lead with the time."""

import json
from datetime import datetime

import pytest

from apps.integrations.errors import NoLead
from apps.integrations.http import Inbound
from apps.integrations.sources.cal_com import Sender
from tests.contracts.sources import SignedBodyContract
from tests.integrations.sources.posting import in_hex, in_json, post, sample

BODY = sample("calcom_webhook_booking_created.json")


class TestCalCom(SignedBodyContract):
    def sender(self, *secrets: str) -> Sender:
        return Sender(Sender.Settings(), secrets)

    def genuine(self, *, secret: str, at: datetime) -> Inbound:
        return post(BODY, headers={"X-Cal-Signature-256": in_hex(secret, BODY)})


def test_who_books_is_a_lead_and_not_the_host() -> None:
    [lead] = Sender(Sender.Settings(), []).read(post(BODY))

    assert (lead.full_name, lead.email, lead.phone) == ("Jane Sample", "jane.sample@example.com", "+12025550143")
    assert lead.answers["booking.at"] == "2026-11-23T17:00:00.000Z"
    assert lead.external_id == "FAKEbookingUid00000001"
    assert lead.is_booked


def test_a_reschedule_is_the_same_lead() -> None:
    tree = json.loads(BODY) | {"triggerEvent": "BOOKING_RESCHEDULED"}
    tree["payload"] |= {"rescheduleUid": "FAKEbookingUid00000001", "uid": "FAKEbookingUid00000002"}

    [lead] = Sender(Sender.Settings(), []).read(in_json(tree))

    assert lead.external_id == "FAKEbookingUid00000001"


def test_what_we_have_booked_ourselves_is_no_lead() -> None:
    tree = json.loads(BODY)
    tree["payload"]["metadata"] = {"leadhub": "0198f0c2"}

    with pytest.raises(NoLead):
        Sender(Sender.Settings(), []).read(in_json(tree))


@pytest.mark.parametrize("event", ["BOOKING_CANCELLED", "PING", "MEETING_ENDED"])
def test_another_event_is_no_lead(event: str) -> None:
    with pytest.raises(NoLead):
        Sender(Sender.Settings(), []).read(in_json(json.loads(BODY) | {"triggerEvent": event}))
