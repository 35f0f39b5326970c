"""What is offered is kept from everybody but the lead, for a few minutes; a calendar that is away is told."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from apps.appointments import find, hold
from apps.appointments.models import Appointment
from apps.appointments.results import NoCalendar
from apps.integrations.models import Connection
from apps.leads.models import Lead
from apps.outreach import kit
from apps.tenants import access
from tests.sandbox.outside import Outside

from .conftest import NOW, OCCASION, TERMS, Practice, practice_at


def beginnings(practice: Practice, lead: Lead) -> list[datetime]:
    return [slot.starts_at for slot in practice.find(lead)]


def test_a_held_time_is_not_offered_to_others_but_again_to_the_same(practice: Practice, jane: Lead) -> None:
    slot = practice.find(jane)[0]

    practice.hold(jane, slot)

    assert slot.starts_at in beginnings(practice, jane)
    assert slot.starts_at not in beginnings(practice, practice.lead())


def test_a_hold_that_is_over_frees_the_time(practice: Practice, jane: Lead) -> None:
    other, slot = practice.lead(), practice.find(jane)[0]
    practice.hold(jane, slot)
    assert practice.hold(other, slot) == ()

    practice.later(seconds=hold.LIFE.total_seconds() + 1)

    assert slot.starts_at in beginnings(practice, other)
    assert practice.hold(other, slot) == (slot,)
    assert practice.states(jane) == ["released"]


def test_who_takes_their_time_books_it_all_the_same_if_nobody_came(practice: Practice, jane: Lead) -> None:
    slot = practice.find(jane)[0]
    practice.hold(jane, slot)
    practice.later(minutes=30)

    practice.book(jane, slot)

    assert practice.states(jane) == ["released", "booked"]


def test_a_new_offer_takes_the_place_of_the_last(practice: Practice, jane: Lead) -> None:
    first, second, third, *_ = practice.find(jane)
    practice.hold(jane, first, second)

    practice.hold(jane, second, third)

    assert practice.states(jane) == ["released", "released", "held", "held"]
    assert first.starts_at in beginnings(practice, practice.lead())


def test_of_several_those_are_held_that_nobody_else_has(practice: Practice, jane: Lead) -> None:
    first, second, *_ = practice.find(jane)
    practice.hold(practice.lead(), first)

    held = hold.slots(jane, [first, second], OCCASION, now=NOW)

    assert (held.slots, held.until) == ((second,), NOW + hold.LIFE)


def test_a_named_day_is_the_first_that_is_offered(practice: Practice, jane: Lead) -> None:
    thursday = datetime(2026, 12, 3, 6, tzinfo=UTC)

    slots = practice.find(jane, not_before=thursday)

    assert slots[0].spoken == "Thursday the 3rd at 9:30 AM"


def test_nothing_is_offered_beyond_the_days_that_the_script_allows(practice: Practice, jane: Lead) -> None:
    assert practice.find(jane, not_before=NOW + timedelta(days=60)) == ()


def test_a_calendar_that_does_not_answer_is_told_on_the_timeline(practice: Practice, jane: Lead) -> None:
    practice.outside.break_("google", status=503)

    found = find.for_lead(jane, TERMS, now=NOW)

    assert isinstance(found, NoCalendar)
    assert practice.told(jane) == ["appointment.unavailable"]


@pytest.mark.parametrize("wrong", [{"calendar_id": "broken"}, {"hours": "always"}, {"refresh_token": "wrong"}])
def test_nor_is_one_free_that_can_not_be_read(practice: Practice, jane: Lead, wrong: dict[str, str]) -> None:
    changed = {**practice.connection.settings, **wrong}
    with access.as_tenant(practice.tenant.pk):
        connection = Connection.objects.get()
        connection.settings = changed
        connection.save()

    assert isinstance(find.for_lead(jane, TERMS, now=NOW), NoCalendar)


def test_without_a_calendar_nothing_is_offered(practice: Practice, jane: Lead) -> None:
    with access.as_tenant(practice.tenant.pk):
        Connection.objects.update(is_active=False)
    kit.forget()

    assert find.for_lead(jane, TERMS, now=NOW) == NoCalendar("no calendar is connected")


def test_the_database_itself_refuses_an_overlap(practice: Practice, jane: Lead) -> None:
    slot = practice.find(jane)[0]
    practice.hold(jane, slot)
    with access.as_tenant(practice.tenant.pk):
        mine = Appointment.objects.get()
        mine.pk, mine._state.adding, mine.token = uuid4(), True, "another"
        mine.starts_at += timedelta(minutes=15)
        mine.ends_at += timedelta(minutes=15)

        with pytest.raises(IntegrityError, match="one_appointment_a_time"), transaction.atomic():
            mine.save()


def test_another_tenants_calendar_is_another_matter(practice: Practice, jane: Lead, outside: Outside) -> None:
    neighbour = practice_at(outside, "acme")
    theirs = neighbour.lead()
    slot = practice.find(jane)[0]
    practice.hold(jane, slot)

    held = neighbour.hold(theirs, neighbour.find(theirs)[0])

    assert held[0].starts_at == slot.starts_at
    # A slot of a connection that is not one's own is nobody's.
    assert neighbour.hold(theirs, slot) == ()
