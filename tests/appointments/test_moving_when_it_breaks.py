"""A change of time that the calendar did not answer: found out by a step, one entry, and nobody is left waiting."""

from collections.abc import Mapping

import pytest

from apps.appointments.models import Appointment
from apps.appointments.results import Booked, NoCalendar, Pending, Slot
from apps.integrations.models import Connection
from apps.leads.models import Lead
from apps.outreach import booking
from apps.outreach.models import Step
from apps.tenants import access

from .conftest import TERMS, Practice

SILENT = {"mode": "accept_then_drop", "path": "events"}
AWAY = {"status": 503, "path": "events"}


@pytest.fixture
def appointment(practice: Practice, jane: Lead) -> Appointment:
    return practice.booked(jane)


@pytest.fixture
def later(practice: Practice, jane: Lead, appointment: Appointment) -> Slot:
    return practice.find(jane)[2]


def move(practice: Practice, appointment: Appointment, slot: Slot) -> object:
    return booking.move(appointment, slot, TERMS, clock=practice.clock)


def broken(practice: Practice, appointment: Appointment, slot: Slot, fault: Mapping[str, object]) -> object:
    """What came of it while the calendar was so."""
    practice.outside.break_("google", **fault)
    came = move(practice, appointment, slot)
    practice.outside.delete("/faults")
    return came


def found_out(practice: Practice) -> Step:
    return practice.carry_out("book", state="ready")


def stands(appointment: Appointment) -> tuple[str, object, int]:
    with access.as_tenant(appointment.tenant_id):
        now = Appointment.objects.get(pk=appointment.pk)
    return now.state, now.starts_at, now.sequence


def test_a_move_that_was_done_and_not_answered_is_found_out(
    practice: Practice, jane: Lead, appointment: Appointment, later: Slot
) -> None:
    came = broken(practice, appointment, later, SILENT)

    assert isinstance(came, Pending)
    assert practice.told(jane)[-1] == "appointment.pending"
    assert found_out(practice).state == "done"
    assert stands(appointment) == ("booked", later.starts_at, 1)
    assert practice.told(jane)[-1] == "appointment.moved"
    assert "is now" in practice.steps(kind="sms", state="ready")[0].params["text"]


def test_a_move_that_was_never_done_is_done_then(practice: Practice, appointment: Appointment, later: Slot) -> None:
    assert isinstance(broken(practice, appointment, later, AWAY), Pending)
    assert practice.journal("calendar.moved") == []

    assert found_out(practice).state == "done"

    assert stands(appointment) == ("booked", later.starts_at, 1)
    assert len(practice.journal("calendar.moved")) == 1


def test_nobody_else_gets_the_new_time_meanwhile(practice: Practice, appointment: Appointment, later: Slot) -> None:
    broken(practice, appointment, later, AWAY)
    practice.later(minutes=20)

    assert later.starts_at not in [each.starts_at for each in practice.find(practice.lead())]


def test_a_calendar_that_is_still_away_is_asked_again(
    practice: Practice, appointment: Appointment, later: Slot
) -> None:
    broken(practice, appointment, later, AWAY)
    practice.outside.break_("google", status=503)

    first = found_out(practice)
    practice.outside.delete("/faults")

    assert first.state == "ready"
    assert found_out(practice).state == "done"
    assert stands(appointment) == ("booked", later.starts_at, 1)


def test_a_time_that_is_gone_by_then_is_for_a_person(
    practice: Practice, jane: Lead, appointment: Appointment, later: Slot
) -> None:
    before = appointment.starts_at
    with access.as_tenant(practice.tenant.pk):
        Connection.objects.create(
            tenant=practice.tenant, family="alerts", vendor="slack", name="Slack",
            settings={"webhook_url": f"{practice.outside.url}/slack/services/T/B/x"},
        )  # fmt: skip
    broken(practice, appointment, later, AWAY)
    practice.taken_by_somebody(later)

    step = found_out(practice)

    assert (step.state, step.error_code) == ("held", "slot_taken")
    assert stands(appointment) == ("booked", before, 0)
    assert [each.params["about"] for each in practice.steps(kind="alert")] == ["booking_lost"]
    assert "held" not in practice.states(jane)


def test_of_two_changes_the_later_counts(practice: Practice, jane: Lead, appointment: Appointment, later: Slot) -> None:
    broken(practice, appointment, later, AWAY)
    other = practice.find(jane)[1]

    assert isinstance(move(practice, appointment, other), Booked)

    assert practice.steps(kind="book", state="ready") == []
    assert stands(appointment) == ("booked", other.starts_at, 1)
    assert "held" not in practice.states(jane)


def test_who_cancels_meanwhile_is_not_moved(practice: Practice, appointment: Appointment, later: Slot) -> None:
    broken(practice, appointment, later, AWAY)

    booking.cancel(appointment, reason="they are ill", clock=practice.clock)

    assert practice.steps(kind="book", state="ready") == []
    assert practice.journal("calendar.moved") == []


def test_a_move_whose_hour_has_come_is_not_made_afterwards(
    practice: Practice, appointment: Appointment, later: Slot
) -> None:
    broken(practice, appointment, later, AWAY)
    practice.later(hours=8)

    step = found_out(practice)

    assert (step.state, step.error_code) == ("held", "too_late")


def test_what_surely_was_not_done_leaves_no_step(practice: Practice, appointment: Appointment, later: Slot) -> None:
    assert isinstance(broken(practice, appointment, later, {"status": 404, "path": "events"}), NoCalendar)

    assert practice.steps(kind="book", state="ready") == []


def test_the_lead_s_own_offer_does_not_stand_in_the_way(
    practice: Practice, jane: Lead, appointment: Appointment, later: Slot
) -> None:
    practice.hold(jane, later, practice.find(jane)[1])

    assert isinstance(move(practice, appointment, later), Booked)
    assert "held" not in practice.states(jane)
