"""A lead books during the call: one event in the calendar, whatever goes wrong, and what follows from it."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection as database

from apps.appointments.models import Appointment
from apps.appointments.results import Booked, SlotTaken
from apps.compliance import library
from apps.core import clock
from apps.integrations.calendars._google_rest import Session
from apps.integrations.http import Reply
from apps.integrations.models import Connection
from apps.leads.models import Lead
from apps.outreach import booking
from apps.outreach.models import Step
from apps.sandbox import open_hours
from apps.tenants import access
from tests.integrations.twilio_side import ACCOUNT

from .conftest import TERMS, Practice


def at_once(*works: Callable[[], object]) -> list[object]:
    """Each on a connection of its own, at the same moment."""
    gate, came = threading.Barrier(len(works)), []

    def work(task: Callable[[], object]) -> None:
        database.ensure_connection()
        gate.wait()
        try:
            came.append(task())
        finally:
            database.close()

    threads = [threading.Thread(target=work, args=[each]) for each in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def test_what_is_offered_is_free_and_said_by_the_leads_clock(practice: Practice, jane: Lead) -> None:
    slots = practice.find(jane)

    assert [slot.spoken for slot in slots[:3]] == ["today at 9:30 AM", "today at 10 AM", "today at noon"]


def test_a_booking_ends_in_the_calendar_and_moves_the_lead(practice: Practice, jane: Lead) -> None:
    first, second, *_ = practice.find(jane)
    practice.hold(jane, first, second)

    came = practice.book(jane, second)

    assert isinstance(came, Booked)
    [event] = practice.journal()
    assert event["facts"]["id"] == came.appointment.external_id == came.appointment.meeting_id
    assert event["facts"]["fields"]["summary"] == "Roof inspection: Jane Sample"
    assert event["facts"]["start"] == "2026-11-30T10:00:00-06:00"
    assert practice.states(jane) == ["released", "booked"]
    assert practice.state(jane) == "booked"
    assert practice.told(jane) == [
        "appointment.held",
        "appointment.booked",
        "lead.engaged",
        "lead.booked",
        "cadence.stopped",
    ]


def test_the_lead_gets_it_in_writing_with_a_link(practice: Practice, jane: Lead) -> None:
    appointment = practice.booked(jane)

    [text] = practice.steps(kind="sms")
    assert text.key == f"sms:booked:{appointment.pk}:0"
    assert "Mon, Nov 30 at 9:30 AM CST" in text.params["text"]
    assert f"/calendar/{appointment.token}.ics" in text.params["text"]
    assert "STOP" in text.params["text"]


def test_the_text_goes_the_way_of_every_text(practice: Practice, jane: Lead) -> None:
    """Through the gate, and with the name that the lead gave."""
    library.load(open_hours.rules())
    with access.as_tenant(practice.tenant.pk):
        Connection.objects.create(
            tenant=practice.tenant,
            family="sms",
            vendor="twilio",
            name="Texts",
            settings=ACCOUNT | {"base_url": f"{practice.outside.url}/twilio", "sender": "+12025550100"},
        )
    practice.booked(jane)

    step = practice.carry_out("sms")

    assert step.state == "done"
    [sent] = [entry for entry in practice.outside.matching(to=jane.phone) if entry["kind"] == "sms.sent"]
    assert sent["facts"]["body"].startswith("Hi Jane, you're booked with Summit Roofing: Mon, Nov 30 at 9:30 AM CST.")
    assert "gate.allowed" in practice.told(jane)


def test_a_lead_without_a_number_gets_no_text(practice: Practice) -> None:
    practice.booked(practice.lead(phone="", email="jane@example.com"))

    assert practice.steps(kind="sms") == []
    assert practice.journal()[0]["facts"]["fields"]["attendees"][0]["email"] == "jane@example.com"


def test_what_was_still_to_come_of_the_cadence_is_taken_back(practice: Practice, jane: Lead) -> None:
    with access.as_tenant(practice.tenant.pk):
        Step.objects.create(
            tenant=practice.tenant, lead=jane, kind="call", queue="default", key="cadence:1", due_at=clock.now()
        )

    practice.booked(jane)

    assert [step.state for step in practice.steps(kind="call")] == ["cancelled"]


def test_asked_twice_it_is_booked_and_confirmed_once(practice: Practice, jane: Lead) -> None:
    slot = practice.find(jane)[0]

    first, second = practice.book(jane, slot), practice.book(jane, slot)

    assert isinstance(first, Booked)
    assert isinstance(second, Booked)
    assert (first.appointment.pk, len(practice.journal()), len(practice.steps(kind="sms"))) == (
        second.appointment.pk,
        1,
        1,
    )


def test_two_leads_who_take_the_same_time_at_once_are_one_event(practice: Practice) -> None:
    one, other = practice.lead(), practice.lead()
    slot = practice.find(one)[0]

    came = at_once(lambda: practice.book(one, slot), lambda: practice.book(other, slot))

    assert sorted(type(each).__name__ for each in came) == ["Booked", "SlotTaken"]
    assert len(practice.journal()) == 1
    assert sorted([practice.states(one), practice.states(other)]) == [[], ["booked"]]


def test_one_lead_who_takes_it_twice_at_once_is_one_event(practice: Practice, jane: Lead) -> None:
    slot = practice.find(jane)[0]
    practice.hold(jane, slot)

    came = at_once(*[lambda: practice.book(jane, slot)] * 4)

    assert [type(each) for each in came] == [Booked] * 4
    assert (len(practice.journal()), practice.states(jane)) == (1, ["booked"])


def test_a_time_that_somebody_took_in_the_calendar_is_given_up_with_others_to_choose(
    practice: Practice, jane: Lead
) -> None:
    first, second, *_ = practice.find(jane)
    practice.hold(jane, first, second)
    practice.taken_by_somebody(first)

    came = practice.book(jane, first)

    assert isinstance(came, SlotTaken)
    assert came.others[0].starts_at == second.starts_at
    assert practice.journal() == []
    assert practice.states(jane) == ["released", "held"]
    assert practice.told(jane)[-1] == "appointment.slot_taken"
    assert [step.state for step in practice.steps(kind="book")] == ["cancelled"]


def test_no_transaction_is_open_while_the_calendar_is_asked(
    practice: Practice, jane: Lead, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, call = [], Session.call

    def looking(session: Session, method: str, path: str, **said: Any) -> Reply:
        asked.append((method, database.in_atomic_block))
        return call(session, method, path, **said)

    monkeypatch.setattr(Session, "call", looking)
    appointment = practice.booked(jane)
    booking.move(appointment, practice.find(jane)[2], TERMS, clock=practice.clock)
    booking.cancel(appointment, reason="x", clock=practice.clock)

    assert {method for method, _ in asked} == {"POST", "PATCH", "DELETE"}
    assert not any(is_open for _, is_open in asked)


def test_an_appointment_of_another_tenant_is_not_seen(practice: Practice, jane: Lead) -> None:
    practice.booked(jane)

    with access.as_tenant(practice.tenant.pk + 1):
        assert Appointment.objects.count() == 0
    with access.as_tenant(practice.tenant.pk):
        assert Appointment.objects.count() == 1
