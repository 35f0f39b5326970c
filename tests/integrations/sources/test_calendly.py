"""Calendly: who books is a lead; a reschedule is the same one; a cancellation is nobody new."""

import json
from datetime import datetime, timedelta

import pytest

from apps.integrations.errors import NoLead
from apps.integrations.http import Inbound
from apps.integrations.sources.calendly import Sender
from tests.contracts.sources import TimedBodyContract
from tests.integrations.sources.posting import in_hex, in_json, post, sample

BODY = sample("calendly_invitee_created.json")


class TestCalendly(TimedBodyContract):
    slow = timedelta(minutes=2)

    def sender(self, *secrets: str) -> Sender:
        return Sender(Sender.Settings(), secrets)

    def genuine(self, *, secret: str, at: datetime) -> Inbound:
        stamp = str(int(at.timestamp()))
        mac = in_hex(secret, f"{stamp}.".encode() + BODY)
        return post(BODY, headers={"Calendly-Webhook-Signature": f"t={stamp},v1={mac}"})


def test_who_books_is_a_lead_with_the_time_and_is_not_called() -> None:
    [lead] = Sender(Sender.Settings(), []).read(post(BODY))

    assert (lead.full_name, lead.email, lead.phone) == ("Jane Sample", "jane.sample@example.com", "+1 202-555-0143")
    assert lead.answers["booking.at"] == "2026-11-23T17:00:00.000000Z"
    assert lead.answers["May we text you?"] == "Yes"
    assert lead.campaign == {"utm_campaign": "brand", "utm_source": "google", "utm_medium": "cpc"}
    assert lead.is_booked


def test_a_tenant_may_want_them_called_all_the_same() -> None:
    [lead] = Sender(Sender.Settings.model_validate({"call_guests": True}), []).read(post(BODY))

    assert not lead.is_booked


def test_the_number_may_stand_among_the_answers_alone() -> None:
    tree = json.loads(BODY)
    tree["payload"]["text_reminder_number"] = None

    [lead] = Sender(Sender.Settings(), []).read(in_json(tree))

    assert lead.phone == "+1 202-555-0143"


def test_a_reschedule_is_the_same_lead() -> None:
    tree = json.loads(BODY)
    first = tree["payload"]["uri"]
    tree["payload"] |= {"old_invitee": first, "uri": "https://api.calendly.com/scheduled_events/E2/invitees/I2"}

    [lead] = Sender(Sender.Settings(), []).read(in_json(tree))

    assert lead.external_id == first


def test_what_we_have_booked_ourselves_is_no_lead() -> None:
    tree = json.loads(BODY)
    tree["payload"]["tracking"] |= {"utm_source": "leadhub", "utm_content": "0198f0c2"}

    with pytest.raises(NoLead):
        Sender(Sender.Settings(), []).read(in_json(tree))


def test_a_cancellation_is_no_lead() -> None:
    with pytest.raises(NoLead):
        Sender(Sender.Settings(), []).read(post(sample("calendly_invitee_canceled_reschedule.json")))
