"""A calendar that is away, breaks off or refuses: one event at most, and nobody is left waiting."""

from apps.appointments.results import Booked, NotBooked, Pending
from apps.integrations.models import Connection
from apps.leads.models import Lead
from apps.tenants import access

from .conftest import Practice


def test_a_lost_answer_is_found_by_our_id(practice: Practice, jane: Lead) -> None:
    slot = practice.find(jane)[0]
    practice.outside.break_("google", mode="accept_then_drop", path=f"{practice.calendar}/events")

    came = practice.book(jane, slot)
    practice.outside.delete("/faults")

    assert isinstance(came, Pending)
    assert (practice.carry_out("book").state, practice.states(jane), len(practice.journal())) == ("done", ["booked"], 1)
    assert practice.state(jane) == "booked"
    assert len(practice.steps(kind="sms")) == 1


def test_who_asks_again_after_a_lost_answer_gets_what_is_there(practice: Practice, jane: Lead) -> None:
    slot = practice.find(jane)[0]
    practice.outside.break_("google", mode="accept_then_status", status=503, path="events")
    practice.book(jane, slot)
    practice.outside.delete("/faults")

    came = practice.book(jane, slot)

    assert isinstance(came, Booked)
    assert len(practice.journal()) == 1


def test_a_calendar_that_is_away_is_told_later(practice: Practice, jane: Lead) -> None:
    slot = practice.find(jane)[0]
    practice.outside.break_("google", status=503)

    came = practice.book(jane, slot)

    assert isinstance(came, Pending)
    assert practice.told(jane)[-1] == "appointment.pending"
    assert practice.find_nothing(practice.lead())
    practice.outside.delete("/faults")
    assert slot.starts_at not in [each.starts_at for each in practice.find(practice.lead())]
    assert (practice.carry_out("book").state, practice.states(jane)) == ("done", ["booked"])


def test_a_worker_that_died_between_intent_and_answer_leaves_nobody_waiting(practice: Practice, jane: Lead) -> None:
    slot = practice.find(jane)[0]
    practice.outside.break_("google", status=500)
    practice.book(jane, slot)
    practice.outside.delete("/faults")

    [step] = practice.steps(kind="book")

    assert (step.state, step.connection_id) == ("ready", practice.connection.pk)
    assert practice.carry_out("book").state == "done"


def test_a_time_that_is_gone_when_the_calendar_is_back_is_for_a_person(practice: Practice, jane: Lead) -> None:
    slot = practice.find(jane)[0]
    with access.as_tenant(practice.tenant.pk):
        Connection.objects.create(
            tenant=practice.tenant,
            family="alerts",
            vendor="slack",
            name="Slack",
            settings={"webhook_url": f"{practice.outside.url}/slack/services/T/B/x"},
        )
    practice.outside.break_("google", status=503)
    practice.book(jane, slot)
    practice.outside.delete("/faults")
    practice.taken_by_somebody(slot)

    step = practice.carry_out("book")

    assert (step.state, step.error_code, practice.states(jane)) == ("held", "slot_taken", ["released"])
    assert [each.params["about"] for each in practice.steps(kind="alert")] == ["booking_lost"]
    assert practice.journal() == []


def test_a_booking_whose_hour_has_come_is_not_made_afterwards(practice: Practice, jane: Lead) -> None:
    slot = practice.find(jane)[0]
    practice.outside.break_("google", status=503)
    practice.book(jane, slot)
    practice.outside.delete("/faults")
    practice.later(hours=2)

    step = practice.carry_out("book")

    assert (step.state, step.error_code, practice.states(jane)) == ("held", "too_late", ["failed"])


def test_what_the_calendar_refuses_is_told(practice: Practice, jane: Lead) -> None:
    slot = practice.find(jane)[0]
    practice.outside.break_("google", status=404, path="events")

    came = practice.book(jane, slot)

    assert isinstance(came, NotBooked)
    assert (practice.states(jane), practice.told(jane)[-1]) == (["failed"], "appointment.failed")
