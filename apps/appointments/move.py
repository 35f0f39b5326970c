"""Use case: give a booked appointment another time, in the same entry of the same calendar."""

from dataclasses import dataclass, replace
from datetime import datetime

from apps.core.clock import Clock
from apps.integrations.calendars.base import Calendar, Deleted, Entry, Meeting, Occupied, Offering
from apps.integrations.errors import ProviderError, Rejected, Unanswered
from apps.leads.models import Lead
from apps.scripts.document import Booking
from apps.tenants import access

from . import desk, find, hold, openings, wording
from .desk import Desk
from .hold import Occasion
from .models import Appointment
from .openings import Span
from .results import Booked, Found, NoCalendar, Pending, Slot, SlotTaken
from .sequel import Sequel


class Taken(Exception):
    """Somebody else has the time."""


class Unknown(Exception):
    """The calendar was asked and did not say whether it has the new time; `str()` is what was heard of it."""


@dataclass(frozen=True)
class Moved:
    """What the calendar has made of it, and the holds that were needed until then."""

    appointment: Appointment
    lead: Lead
    held: list[Appointment]
    entry: Entry


def to(
    appointment: Appointment, wanted: Slot, terms: Booking, *, sequel: Sequel, clock: Clock
) -> Booked | Pending | SlotTaken | NoCalendar:
    """Move it to a time that `find` gave, of the same calendar. Until the calendar has it the old time stands.

    `Pending`: it may have it. What was promised to `sequel.moving` finds out, and the new time is kept until then.
    """
    if wanted.connection_id != appointment.connection_id:
        raise ValueError("an appointment is moved within its calendar")
    with access.as_tenant(appointment.tenant_id):
        lead = Lead.objects.get(tenant_id=appointment.tenant_id, pk=appointment.lead_id)
    held: list[Appointment] = []
    try:
        place, held = _reserve(appointment, lead, wanted, now=clock())
        with access.as_tenant(appointment.tenant_id):
            sequel.moving(appointment, wanted, now=clock())
        entry = _moved(appointment, wanted, place.calendar)
    except Taken:
        _stays(appointment, held, sequel, now=clock())
        found = find.for_lead(lead, terms, now=clock())
        return SlotTaken(found.slots if isinstance(found, Found) else ())
    except Unknown as unknown:
        return _pending(appointment, wanted, held, str(unknown), now=clock())
    except (desk.Nowhere, ProviderError) as error:
        _stays(appointment, held, sequel, now=clock())
        return _not_moved(lead, str(error), now=clock())
    _record(Moved(appointment, lead, held, entry), sequel, now=clock())
    return Booked(appointment, wanted)


def finish(appointment: Appointment, wanted: Slot, *, sequel: Sequel, clock: Clock) -> Appointment:
    """Find out about a move that nobody came back from, and carry it through. In a step, no lead waits.

    Raises `Taken`: others have the time, or somebody has moved it in the calendar. And the vendor's remedies.
    """
    with access.as_tenant(appointment.tenant_id):
        lead = Lead.objects.get(tenant_id=appointment.tenant_id, pk=appointment.lead_id)
    try:
        place, held = _reserve(appointment, lead, wanted, now=clock())
    except desk.Nowhere as error:
        raise Rejected(str(error), code="settings") from error
    try:
        entry = _found(appointment, wanted, place.calendar)
    except (Taken, Rejected):
        _stays(appointment, held, sequel, now=clock())
        raise
    except Unknown as unknown:
        raise Unanswered(str(unknown)) from unknown
    _record(Moved(appointment, lead, held, entry), sequel, now=clock())
    return appointment


def _reserve(appointment: Appointment, lead: Lead, wanted: Slot, *, now: datetime) -> tuple[Desk, list[Appointment]]:
    """What of the new time the appointment has not yet. Raises `Taken`, `desk.Nowhere`."""
    with access.as_tenant(appointment.tenant_id):
        place = desk.at(appointment.connection)
        Appointment.lock(appointment.tenant_id, appointment.connection_id, now=now)
        # The lead's own offers, of which this is one, would stand in its way.
        Appointment.objects.for_tenant(lead.tenant_id).held_for(lead.pk).release()
        pieces = openings.outside((wanted.starts_at, wanted.ends_at), _span(appointment))
        slots = [replace(wanted, starts_at=start, ends_at=end) for start, end in pieces]
        held = hold.take(place, lead, slots, Occasion(appointment.what, appointment.call_id), now=now)
        if len(held) < len(slots):
            raise Taken
    return place, held


def _found(appointment: Appointment, wanted: Slot, calendar: Calendar) -> Entry:
    """As the calendar has it by now, asked once more where it still has the old time."""
    entry = _fetched(appointment, wanted, calendar)
    if (entry.starts_at, entry.ends_at) == (wanted.starts_at, wanted.ends_at):
        return entry
    if (entry.starts_at, entry.ends_at) != _span(appointment):
        raise Taken
    return _moved(appointment, wanted, calendar)


def _fetched(appointment: Appointment, wanted: Slot, calendar: Calendar) -> Entry:
    """Where a vendor books anew to move, the former entry is gone and the other may be there. Raises the remedies."""
    meeting = appointment.as_meeting()
    try:
        return calendar.fetch(meeting)
    except Deleted:
        return calendar.fetch(replace(meeting, starts_at=wanted.starts_at, ends_at=wanted.ends_at, external_id=""))


def _moved(appointment: Appointment, wanted: Slot, calendar: Calendar) -> Entry:
    # Who refuses overlaps needs no look before; there, what a half done move has booked would be in its own way.
    if not isinstance(calendar, Offering):
        _require_free(appointment, wanted, calendar)
    meeting = replace(appointment.as_meeting(), starts_at=wanted.starts_at, ends_at=wanted.ends_at)
    return _told(meeting, calendar)


def _require_free(appointment: Appointment, wanted: Slot, calendar: Calendar) -> None:
    """Raises `Taken`."""
    busy = calendar.busy(starts_at=wanted.starts_at, ends_at=wanted.ends_at)
    for block in busy:
        within = max(block.starts_at, wanted.starts_at), min(block.ends_at, wanted.ends_at)
        # The old time is busy with this very appointment.
        if openings.outside(within, _span(appointment)):
            raise Taken


def _told(meeting: Meeting, calendar: Calendar) -> Entry:
    """Raises `Taken`, and `Unknown` where it may have been done."""
    try:
        return calendar.move(meeting)
    except Occupied as error:
        raise Taken from error
    except Unanswered:
        pass
    try:
        # Twice to the same time is once.
        return calendar.move(meeting)
    except Occupied as error:
        raise Taken from error
    except Rejected:
        raise
    except ProviderError as error:
        raise Unknown(error.reason) from error


def _record(moved: Moved, sequel: Sequel, *, now: datetime) -> None:
    appointment = moved.appointment
    with access.as_tenant(appointment.tenant_id):
        Appointment.lock(appointment.tenant_id, appointment.connection_id, now=now)
        former = wording.facts(appointment)["local_time"]
        for each in moved.held:
            each.let_go(cause="moved there")
        if not appointment.shift(moved.entry, at=now):
            return
        told = wording.facts(appointment) | {"former_time": former}
        moved.lead.tell("appointment.moved", at=now, origin=f"{appointment.pk}:{appointment.sequence}", **told)
        sequel.moved(appointment, now=now)


def _pending(appointment: Appointment, wanted: Slot, held: list[Appointment], reason: str, *, now: datetime) -> Pending:
    """The lead's as far as we are concerned: nobody else gets the time while it is found out."""
    lead = Lead.reference(appointment.tenant_id, appointment.lead_id)
    with access.as_tenant(appointment.tenant_id):
        for each in held:
            each.hold_on()
        former = wording.facts(appointment)["local_time"]
        told = wording.facts_at(appointment, wanted.starts_at) | {"former_time": former, "reason": reason}
        lead.tell("appointment.pending", at=now, origin=now.isoformat(), **told)
    return Pending(appointment, wanted, reason)


def _not_moved(lead: Lead, reason: str, *, now: datetime) -> NoCalendar:
    with access.as_tenant(lead.tenant_id):
        lead.tell("appointment.unavailable", at=now, origin=now.isoformat(), reason=reason)
    return NoCalendar(reason)


def _stays(appointment: Appointment, held: list[Appointment], sequel: Sequel, *, now: datetime) -> None:
    with access.as_tenant(appointment.tenant_id):
        for each in held:
            each.let_go(cause="not moved there")
        sequel.stays(appointment, now=now)


def _span(appointment: Appointment) -> Span:
    return appointment.starts_at, appointment.ends_at
