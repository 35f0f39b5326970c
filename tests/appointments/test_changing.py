"""A lead changes their mind: the same entry at another time, or none; and the .ics that they keep of it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from icalendar import Calendar

from apps.appointments.hold import Occasion
from apps.appointments.models import Appointment
from apps.appointments.results import Booked, Cancelled, NoCalendar, Slot, SlotTaken
from apps.core import clock
from apps.leads.models import Lead
from apps.outreach import booking, kit
from apps.outreach.models import Playbook
from apps.tenants import access

from .conftest import TERMS, Practice


def move(practice: Practice, appointment: Appointment, slot: Slot) -> object:
    return booking.move(appointment, slot, TERMS, clock=practice.clock)


def ics(appointment: Appointment) -> Any:
    answer = Client().get(f"/calendar/{appointment.token}.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content)


def by_minutes(appointment: Appointment, minutes: int) -> Slot:
    shift = timedelta(minutes=minutes)
    return Slot(appointment.connection_id, appointment.starts_at + shift, appointment.ends_at + shift, "later")


def test_a_moved_appointment_is_the_same_entry_at_another_time(practice: Practice, jane: Lead) -> None:
    appointment, later = practice.booked(jane), practice.find(jane)[2]

    came = move(practice, appointment, later)

    assert isinstance(came, Booked)
    [moved] = practice.journal("calendar.moved")
    assert moved["facts"]["id"] == appointment.meeting_id
    assert (appointment.starts_at, appointment.sequence) == (later.starts_at, 1)
    assert len(practice.journal()) == 1
    assert practice.told(jane)[-1] == "appointment.moved"


def test_who_thinks_again_in_the_same_call_has_one_appointment(practice: Practice, jane: Lead) -> None:
    occasion = Occasion("a roof inspection", call_id=uuid4())
    first, second, *_ = practice.find(jane)

    came = [booking.book(jane, slot, TERMS, occasion=occasion, clock=practice.clock) for slot in (first, second)]

    assert [type(each) for each in came] == [Booked, Booked]
    assert (len(practice.journal()), len(practice.journal("calendar.moved"))) == (1, 1)
    assert practice.find(jane)[0].starts_at == first.starts_at


def test_the_text_of_the_old_time_is_taken_back(practice: Practice, jane: Lead) -> None:
    appointment, later = practice.booked(jane), practice.find(jane)[2]

    move(practice, appointment, later)

    old, new = practice.steps(kind="sms")
    assert (old.state, new.state) == ("cancelled", "ready")
    assert "is now Mon, Nov 30 at" in new.params["text"]


def test_the_lead_is_told_in_the_tenant_s_own_words(practice: Practice, jane: Lead) -> None:
    with access.as_tenant(practice.tenant.pk):
        Playbook.objects.create(tenant=practice.tenant, booked_text="Seen {when}!", moved_text="{link} is now {when}")
    kit.forget()
    appointment, later = practice.booked(jane), practice.find(jane)[2]

    move(practice, appointment, later)

    booked, moved = [step.params["text"] for step in practice.steps(kind="sms")]
    assert booked == "Seen Mon, Nov 30 at 9:30 AM CST!"
    assert moved.startswith("http")
    assert f"{appointment.token}.ics is now Mon, Nov 30 at" in moved


def test_it_can_be_moved_by_less_than_it_takes(practice: Practice, jane: Lead) -> None:
    """The old time is busy with the appointment itself, in the calendar and with us."""
    appointment = practice.booked(jane)

    came = move(practice, appointment, by_minutes(appointment, 15))

    assert isinstance(came, Booked)
    assert practice.states(jane) == ["booked", "released"]


def test_a_time_that_others_hold_or_have_is_not_moved_to(practice: Practice, jane: Lead) -> None:
    appointment = practice.booked(jane)
    first, second, *_ = practice.find(jane)
    practice.hold(practice.lead(), first)
    practice.taken_by_somebody(second)

    came = [move(practice, appointment, slot) for slot in (first, second)]

    assert [type(each) for each in came] == [SlotTaken, SlotTaken]
    assert practice.journal("calendar.moved") == []
    assert "held" not in practice.states(jane)


def test_while_the_calendar_is_away_the_old_time_stands(practice: Practice, jane: Lead) -> None:
    appointment, later = practice.booked(jane), practice.find(jane)[2]
    before = appointment.starts_at
    practice.outside.break_("google", status=503)

    came = [move(practice, appointment, later), booking.cancel(appointment, reason="x", clock=practice.clock)]

    assert [type(each) for each in came] == [NoCalendar, NoCalendar]
    assert (appointment.starts_at, appointment.state) == (before, "booked")
    assert practice.told(jane).count("appointment.unavailable") >= 1


def test_a_cancelled_appointment_frees_its_time_and_its_text(practice: Practice, jane: Lead) -> None:
    appointment = practice.booked(jane)

    came = [booking.cancel(appointment, reason="they are ill", clock=practice.clock) for _ in range(2)]

    assert [type(each) for each in came] == [Cancelled, Cancelled]
    assert len(practice.journal("calendar.cancelled")) == 1
    assert practice.find(practice.lead())[0].starts_at == appointment.starts_at
    assert [step.state for step in practice.steps(kind="sms")] == ["cancelled"]
    assert practice.told(jane)[-1] == "appointment.cancelled"


def test_an_ics_has_the_right_instants_in_the_leads_own_zone(practice: Practice) -> None:
    appointment = practice.booked(practice.lead(phone="+12125550143"))

    calendar = ics(appointment)

    [event] = calendar.walk("VEVENT")
    assert event["DTSTART"].dt == datetime(2026, 11, 30, 15, 30, tzinfo=UTC)
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=30)
    assert event["DTSTART"].params["TZID"] == "America/New_York"
    [zone] = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "America/New_York"
    assert event["DTSTART"].dt.astimezone(zone.to_tz()).utcoffset() == timedelta(hours=-5)
    assert str(event["SUMMARY"]) == "Roof inspection: Summit Roofing"


def test_a_change_has_the_same_uid_and_a_higher_sequence(practice: Practice, jane: Lead) -> None:
    appointment, later = practice.booked(jane), practice.find(jane)[2]
    versions = [ics(appointment)]
    move(practice, appointment, later)
    versions.append(ics(appointment))
    booking.cancel(appointment, reason="x", clock=practice.clock)
    versions.append(ics(appointment))

    events = [version.walk("VEVENT")[0] for version in versions]

    assert len({str(event["UID"]) for event in events}) == 1
    assert [event["SEQUENCE"] for event in events] == [0, 1, 2]
    assert [str(event["STATUS"]) for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


def test_lines_end_and_fold_as_the_rfc_wants(practice: Practice, jane: Lead) -> None:
    content = Client().get(f"/calendar/{practice.booked(jane).token}.ics").content

    lines = content.split(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75


@pytest.mark.parametrize("state", ["held", "released", "failed"])
def test_what_was_merely_offered_has_no_address(practice: Practice, jane: Lead, state: str) -> None:
    appointment = practice.booked(jane)
    with access.as_tenant(practice.tenant.pk):
        Appointment.objects.update(state=state)

    assert Client().get(f"/calendar/{appointment.token}.ics").status_code == 404


def test_an_address_is_guessed_by_nobody_and_forgotten_in_time(
    practice: Practice, jane: Lead, monkeypatch: pytest.MonkeyPatch
) -> None:
    appointment = practice.booked(jane)
    assert Client().get(f"/calendar/{'x' * 22}.ics").status_code == 404
    assert Client().post(f"/calendar/{appointment.token}.ics").status_code == 405

    monkeypatch.setattr(clock, "now", lambda: appointment.ends_at + timedelta(days=31))

    assert Client().get(f"/calendar/{appointment.token}.ics").status_code == 404
