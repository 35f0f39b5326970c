"""The agent's tool: the lead's own appointment, and only to what was offered in this very call."""

from datetime import timedelta
from uuid import uuid4

import pytest

from apps.appointments import standing
from apps.appointments.models import Appointment
from apps.leads.models import Lead
from apps.tenants import access
from apps.voice.offers import Offers
from apps.voice.policy.moves import FindSlots, HoldSlots, Reschedule, Rescheduled, SlotsFound, ToolFailed

from .conftest import TERMS, Practice


@pytest.fixture(autouse=True)
def at_that_time(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.core.clock.now", practice.clock)


def offers() -> Offers:
    return Offers(TERMS, str(uuid4()))


def offered(made: Offers, practice: Practice, lead: Lead) -> tuple[str, ...]:
    """Found, and held as the policy does."""
    found = made.find(FindSlots(), lead, now=practice.at)
    assert isinstance(found, SlotsFound)
    ids = tuple(slot.id for slot in found.slots[:2])
    made.hold(HoldSlots(ids), lead, now=practice.at)
    return ids


def reschedule(made: Offers, slot_id: str, practice: Practice, lead: Lead) -> object:
    return made.reschedule(Reschedule(slot_id), lead, now=practice.at)


def test_it_moves_the_appointment_of_this_lead(practice: Practice, jane: Lead) -> None:
    appointment, made = practice.booked(jane), offers()

    came = reschedule(made, offered(made, practice, jane)[1], practice, jane)

    assert isinstance(came, Rescheduled)
    with access.as_tenant(practice.tenant.pk):
        assert Appointment.objects.get(pk=appointment.pk).starts_at == came.slot.starts_at
    assert (len(practice.journal()), len(practice.journal("calendar.moved"))) == (1, 1)


def test_a_time_that_was_not_offered_is_none(practice: Practice, jane: Lead) -> None:
    practice.booked(jane)
    elsewhere, made = offers(), offers()

    for slot_id in (offered(elsewhere, practice, jane)[0], "1-20260101T0000-0030", ""):
        assert isinstance(reschedule(made, slot_id, practice, jane), ToolFailed)

    assert practice.journal("calendar.moved") == []


def test_another_lead_s_appointment_is_out_of_reach(practice: Practice, jane: Lead) -> None:
    appointment, stranger, made = practice.booked(jane), practice.lead(), offers()

    came = reschedule(made, offered(made, practice, stranger)[0], practice, stranger)

    assert isinstance(came, ToolFailed)
    with access.as_tenant(practice.tenant.pk):
        assert Appointment.objects.get(pk=appointment.pk).sequence == 0


def test_what_is_over_or_cancelled_is_moved_no_more(practice: Practice, jane: Lead) -> None:
    appointment = practice.booked(jane)
    with access.as_tenant(practice.tenant.pk):
        assert standing.of(jane, now=practice.at) is not None
        assert standing.of(jane, now=appointment.starts_at) is None
        Appointment.objects.update(state="cancelled")
        assert standing.of(jane, now=practice.at) is None


def test_of_two_the_one_of_this_call_is_meant_else_the_soonest(practice: Practice, jane: Lead) -> None:
    first, call_id = practice.booked(jane), uuid4()
    second = practice.booked(jane)
    with access.as_tenant(practice.tenant.pk):
        Appointment.objects.filter(pk=second.pk).update(call_id=call_id)

        assert standing.of(jane, now=practice.at - timedelta(hours=1)) == first
        assert standing.of(jane, now=practice.at, call_id=call_id) == second
        assert standing.of(jane, now=practice.at, call_id=uuid4()) == first


def test_it_is_said_by_the_lead_s_clock(practice: Practice, jane: Lead) -> None:
    appointment = practice.booked(jane)

    with access.as_tenant(practice.tenant.pk):
        slot = standing.spoken(appointment, jane, now=practice.at)

    assert slot.starts_at == appointment.starts_at
    assert "9:30" in slot.spoken
