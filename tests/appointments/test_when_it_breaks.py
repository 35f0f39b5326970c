"""A calendar that is away, breaks off or refuses: one event at most, and nobody is left waiting."""

from django.test import override_settings

from apps.appointments.models import Appointment
from apps.appointments.results import Booked, NotBooked, Pending
from apps.core import clock
from apps.integrations import catalog
from apps.integrations.models import Connection
from apps.leads.models import Lead
from apps.outreach import claim, execute
from apps.outreach.models import Step
from apps.tenants import access
from tests.contracts.peer import Peer

from .conftest import Practice


def carry_out(practice: Practice, kind: str = "book") -> Step:
    """What a worker does with the step once it is due."""
    [step] = practice.steps(kind=kind)
    with access.as_tenant(practice.tenant.pk):
        Step.objects.filter(pk=step.pk).update(due_at=clock.now(), priority=-9)
    taken = claim.next_due(step.queue)
    assert taken is not None
    execute.claimed(taken, clock=practice.clock)
    [step] = practice.steps(kind=kind)
    return step


def test_a_lost_answer_is_looked_up_while_the_lead_waits(practice: Practice, jane: Lead) -> None:
    """A calendar that breaks off and is back at once, as only a scripted one does in time."""
    slot = practice.find(jane)[0]
    practice.hold(jane, slot)
    with Peer() as peer, override_settings(LEADHUB_TRUSTED_ORIGINS=[peer.url]):
        catalog.http.cache_clear()
        with access.as_tenant(practice.tenant.pk):
            practice.connection.settings["base_url"] = peer.url
            practice.connection.save()
            meeting_id = Appointment.objects.get().meeting_id
        peer.replies(200, {"access_token": "ya29.x"})
        peer.replies(200, {"calendars": {practice.calendar: {"busy": []}}})
        peer.reset()
        times = {"start": {"dateTime": "2026-11-30T15:30:00Z"}, "end": {"dateTime": "2026-11-30T16:00:00Z"}}
        peer.replies(200, {"id": meeting_id, **times})

        came = practice.book(jane, slot)

    assert isinstance(came, Booked)
    assert [each.method for each in peer.requests] == ["POST", "POST", "POST", "GET"]


def test_a_lost_answer_is_found_by_our_id(practice: Practice, jane: Lead) -> None:
    slot = practice.find(jane)[0]
    practice.outside.break_("google", mode="accept_then_drop", path=f"{practice.calendar}/events")

    came = practice.book(jane, slot)
    practice.outside.delete("/faults")

    assert isinstance(came, Pending)
    assert (carry_out(practice).state, practice.states(jane), len(practice.journal())) == ("done", ["booked"], 1)
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
    assert (carry_out(practice).state, practice.states(jane)) == ("done", ["booked"])


def test_a_worker_that_died_between_intent_and_answer_leaves_nobody_waiting(practice: Practice, jane: Lead) -> None:
    slot = practice.find(jane)[0]
    practice.outside.break_("google", status=500)
    practice.book(jane, slot)
    practice.outside.delete("/faults")

    [step] = practice.steps(kind="book")

    assert (step.state, step.connection_id) == ("ready", practice.connection.pk)
    assert carry_out(practice).state == "done"


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

    step = carry_out(practice)

    assert (step.state, step.error_code, practice.states(jane)) == ("held", "slot_taken", ["released"])
    assert [each.params["about"] for each in practice.steps(kind="alert")] == ["booking_lost"]
    assert practice.journal() == []


def test_a_booking_whose_hour_has_come_is_not_made_afterwards(practice: Practice, jane: Lead) -> None:
    slot = practice.find(jane)[0]
    practice.outside.break_("google", status=503)
    practice.book(jane, slot)
    practice.outside.delete("/faults")
    practice.later(hours=2)

    step = carry_out(practice)

    assert (step.state, step.error_code, practice.states(jane)) == ("held", "too_late", ["failed"])


def test_what_the_calendar_refuses_is_told(practice: Practice, jane: Lead) -> None:
    slot = practice.find(jane)[0]
    practice.outside.break_("google", status=404, path="events")

    came = practice.book(jane, slot)

    assert isinstance(came, NotBooked)
    assert (practice.states(jane), practice.told(jane)[-1]) == (["failed"], "appointment.failed")
