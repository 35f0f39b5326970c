"""Use case: give a booked appointment another time, in the same entry of the same calendar."""

from dataclasses import dataclass, replace
from datetime import datetime

from apps.core.clock import Clock
from apps.integrations.calendars.base import Calendar, Entry, Meeting
from apps.integrations.errors import ProviderError, Unanswered
from apps.leads.models import Lead
from apps.scripts.document import Booking
from apps.tenants import access

from . import desk, find, hold, openings, wording
from .desk import Desk
from .hold import Occasion
from .models import Appointment
from .openings import Span
from .results import Booked, Found, NoCalendar, Slot, SlotTaken
from .sequel import Sequel


class Taken(Exception):
    """Somebody else has the time."""


@dataclass(frozen=True)
class Moved:
    """What the calendar has made of it, and the holds that were needed until then."""

    appointment: Appointment
    lead: Lead
    held: list[Appointment]
    entry: Entry


def to(
    appointment: Appointment, wanted: Slot, terms: Booking, *, sequel: Sequel, clock: Clock
) -> Booked | SlotTaken | NoCalendar:
    """Move it to a time that `find` gave, of the same calendar. Until the calendar has it the old time stands."""
    if wanted.connection_id != appointment.connection_id:
        raise ValueError("an appointment is moved within its calendar")
    with access.as_tenant(appointment.tenant_id):
        lead = Lead.objects.get(tenant_id=appointment.tenant_id, pk=appointment.lead_id)
    held: list[Appointment] = []
    try:
        place, held = _reserve(appointment, lead, wanted, now=clock())
        entry = _moved(appointment, wanted, place.calendar)
    except Taken:
        _release(appointment, held, now=clock())
        found = find.for_lead(lead, terms, now=clock())
        return SlotTaken(found.slots if isinstance(found, Found) else ())
    except (desk.Nowhere, ProviderError) as error:
        return _not_moved(appointment, lead, held, str(error), now=clock())
    _record(Moved(appointment, lead, held, entry), sequel, now=clock())
    return Booked(appointment, wanted)


def _reserve(appointment: Appointment, lead: Lead, wanted: Slot, *, now: datetime) -> tuple[Desk, list[Appointment]]:
    """What of the new time the appointment has not yet. Raises `Taken`, `desk.Nowhere`."""
    with access.as_tenant(appointment.tenant_id):
        place = desk.at(appointment.connection)
        Appointment.lock(appointment.tenant_id, appointment.connection_id, now=now)
        pieces = openings.outside((wanted.starts_at, wanted.ends_at), _span(appointment))
        slots = [replace(wanted, starts_at=start, ends_at=end) for start, end in pieces]
        held = hold.take(place, lead, slots, Occasion(appointment.what, appointment.call_id), now=now)
        if len(held) < len(slots):
            raise Taken
    return place, held


def _moved(appointment: Appointment, wanted: Slot, calendar: Calendar) -> Entry:
    busy = calendar.busy(starts_at=wanted.starts_at, ends_at=wanted.ends_at)
    for block in busy:
        within = max(block.starts_at, wanted.starts_at), min(block.ends_at, wanted.ends_at)
        # The old time is busy with this very appointment.
        if openings.outside(within, _span(appointment)):
            raise Taken
    meeting = replace(appointment.as_meeting(title="", text=""), starts_at=wanted.starts_at, ends_at=wanted.ends_at)
    return _told(meeting, calendar)


def _told(meeting: Meeting, calendar: Calendar) -> Entry:
    try:
        return calendar.move(meeting)
    except Unanswered:
        # Twice to the same time is once.
        return calendar.move(meeting)


def _record(moved: Moved, sequel: Sequel, *, now: datetime) -> None:
    appointment = moved.appointment
    with access.as_tenant(appointment.tenant_id):
        Appointment.lock(appointment.tenant_id, appointment.connection_id, now=now)
        former = wording.facts(appointment)["local_time"]
        for each in moved.held:
            each.let_go(cause="moved there")
        appointment.shift(moved.entry, at=now)
        told = wording.facts(appointment) | {"former_time": former}
        moved.lead.tell("appointment.moved", at=now, origin=f"{appointment.pk}:{appointment.sequence}", **told)
        sequel.moved(appointment, now=now)


def _not_moved(
    appointment: Appointment, lead: Lead, held: list[Appointment], reason: str, *, now: datetime
) -> NoCalendar:
    _release(appointment, held, now=now)
    with access.as_tenant(appointment.tenant_id):
        lead.tell("appointment.unavailable", at=now, origin=now.isoformat(), reason=reason)
    return NoCalendar(reason)


def _release(appointment: Appointment, held: list[Appointment], *, now: datetime) -> None:
    with access.as_tenant(appointment.tenant_id):
        for each in held:
            each.let_go(cause="not moved there")


def _span(appointment: Appointment) -> Span:
    return appointment.starts_at, appointment.ends_at
