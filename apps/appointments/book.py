"""Use case: book a time: held in our database, looked at once more, put into the calendar under our own id.

Whatever a vendor does with a request, there is one event at most: it has our id, and is looked up before a second try.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from apps.core.clock import Clock
from apps.integrations.calendars.base import Calendar, Deleted, Entry, Gone, Meeting, Occupied
from apps.integrations.errors import ProviderError, Rejected, Unanswered
from apps.integrations.models import Connection
from apps.leads.models import Lead
from apps.scripts.document import Booking
from apps.tenants import access

from . import desk, find, hold, wording
from .hold import Occasion
from .models import Appointment
from .results import Booked, Found, NotBooked, Pending, Slot, SlotTaken
from .sequel import Sequel

TAKEN = "the time was taken meanwhile"


class Taken(Exception):
    """Somebody else has the time."""


@dataclass(frozen=True)
class Request:
    """One appointment on its way into its calendar; `is_repeat`: an earlier try may have put it there."""

    appointment: Appointment
    calendar: Calendar
    meeting: Meeting
    is_repeat: bool


def slot(
    lead: Lead, wanted: Slot, terms: Booking, *, occasion: Occasion, sequel: Sequel, clock: Clock
) -> Booked | Pending | SlotTaken | NotBooked:
    """Book the time that the lead took. Asked twice it is booked once; the lead's other holds are released."""
    try:
        request = _claim(lead, wanted, occasion, sequel, now=clock())
    except Taken:
        _tell_taken(lead, wanted, now=clock())
        return _others(lead, terms, now=clock())
    except desk.Nowhere as error:
        return NotBooked(str(error))
    appointment = request.appointment
    if appointment.state == Appointment.State.BOOKED:
        return Booked(appointment, wanted)
    try:
        entry = _put(request)
    except Taken:
        give_up(appointment, sequel, cause=TAKEN, now=clock())
        return _others(lead, terms, now=clock())
    except Rejected as error:
        refuse(appointment, sequel, cause=error.reason, now=clock())
        return NotBooked(error.reason)
    except ProviderError as error:
        return _pending(appointment, wanted, error.reason, now=clock())
    record(appointment, entry, sequel, now=clock())
    return Booked(appointment, wanted)


def finish(appointment: Appointment, *, clock: Clock, sequel: Sequel) -> Appointment:
    """Carry a booking through that did not come to its end: adopted if the calendar has it. In a step, no lead waits.

    Raises `Taken`, with the time given up, and the vendor's remedies.
    """
    try:
        with access.as_tenant(appointment.tenant_id):
            request = _request(appointment)
    except desk.Nowhere as error:
        raise Rejected(str(error), code="settings") from error
    try:
        entry = _put(request)
    except Taken:
        give_up(appointment, sequel, cause=TAKEN, now=clock())
        raise
    except Rejected as error:
        refuse(appointment, sequel, cause=error.reason, now=clock())
        raise
    record(appointment, entry, sequel, now=clock())
    return appointment


def record(appointment: Appointment, entry: Entry, sequel: Sequel, *, now: datetime) -> None:
    """It is in the calendar: known, told, and the lead's other offers are free again."""
    lead = Lead.reference(appointment.tenant_id, appointment.lead_id)
    with access.as_tenant(appointment.tenant_id):
        Appointment.lock(appointment.tenant_id, appointment.connection_id, now=now)
        if not appointment.keep(entry, at=now):
            return
        Appointment.objects.for_tenant(lead.tenant_id).held_for(lead.pk).release()
        facts = wording.facts(appointment) | {"provider_id": entry.id, "url": entry.url}
        lead.tell("appointment.booked", at=now, origin=str(appointment.pk), **facts)
        sequel.booked(appointment, now=now)


def give_up(appointment: Appointment, sequel: Sequel, *, cause: str, now: datetime) -> None:
    """The time is somebody else's."""
    lead = Lead.reference(appointment.tenant_id, appointment.lead_id)
    with access.as_tenant(appointment.tenant_id):
        if appointment.let_go(cause=cause):
            sequel.over(appointment, now=now)
            lead.tell("appointment.slot_taken", at=now, origin=str(appointment.pk), **wording.facts(appointment))


def refuse(appointment: Appointment, sequel: Sequel, *, cause: str, now: datetime) -> None:
    """The calendar will never take it."""
    lead = Lead.reference(appointment.tenant_id, appointment.lead_id)
    with access.as_tenant(appointment.tenant_id):
        if appointment.fail(cause=cause):
            sequel.over(appointment, now=now)
            told = wording.facts(appointment) | {"reason": cause}
            lead.tell("appointment.failed", at=now, origin=str(appointment.pk), **told)


def _claim(lead: Lead, wanted: Slot, occasion: Occasion, sequel: Sequel, *, now: datetime) -> Request:
    """The lead's hold on the time, or a new one if it is over and nobody else came. Raises `Taken`, `desk.Nowhere`."""
    with access.as_tenant(lead.tenant_id):
        try:
            place = desk.at(Connection.objects.for_tenant(lead.tenant_id).get(pk=wanted.connection_id))
        except Connection.DoesNotExist as error:
            raise desk.Nowhere("the calendar is not connected any more") from error
        Appointment.lock(lead.tenant_id, wanted.connection_id, now=now)
        appointment = _mine(lead, wanted) or _new(place, lead, wanted, occasion, now=now)
        is_repeat = appointment.tried_at is not None
        if appointment.state == Appointment.State.HELD:
            appointment.intend(at=now)
            sequel.intended(appointment, now=now)
        return Request(appointment, place.calendar, _meeting(appointment, lead, place), is_repeat)


def _mine(lead: Lead, wanted: Slot) -> Appointment | None:
    alive = (Appointment.State.HELD, Appointment.State.BOOKED)
    mine = Appointment.objects.for_tenant(lead.tenant_id).filter(lead=lead, state__in=alive)
    here = mine.filter(connection_id=wanted.connection_id, starts_at=wanted.starts_at, ends_at=wanted.ends_at)
    return here.select_related("connection").first()


def _new(place: desk.Desk, lead: Lead, wanted: Slot, occasion: Occasion, *, now: datetime) -> Appointment:
    for appointment in hold.take(place, lead, [wanted], occasion, now=now):
        return appointment
    raise Taken


def _request(appointment: Appointment) -> Request:
    place = desk.at(appointment.connection)
    lead = Lead.objects.get(tenant_id=appointment.tenant_id, pk=appointment.lead_id)
    return Request(appointment, place.calendar, _meeting(appointment, lead, place), is_repeat=True)


def _meeting(appointment: Appointment, lead: Lead, place: desk.Desk) -> Meeting:
    return replace(
        appointment.as_meeting(),
        title=wording.title(appointment, lead),
        text=wording.notes(lead, place.tenant),
        guest_name=lead.full_name,
        guest_email=wording.invited(lead),
        guest_phone=wording.reachable(lead),
    )


def _adopted(request: Request) -> Entry | None:
    """What an earlier try has put in; None: nothing has. Raises `Deleted` where somebody has taken it out since."""
    try:
        return request.calendar.fetch(request.meeting)
    except Deleted:
        raise
    except Gone:
        return None


def _put(request: Request) -> Entry:
    """Most calendars refuse no overlap, so look right before. Raises `Taken` and the remedies."""
    calendar, meeting = request.calendar, request.meeting
    if request.is_repeat and (entry := _adopted(request)):
        return entry
    if not calendar.is_free(starts_at=meeting.starts_at, ends_at=meeting.ends_at):
        # Perhaps by ourselves, a moment ago: a step and a call may finish the same booking.
        if entry := _adopted(request):
            return entry
        raise Taken
    try:
        return calendar.insert(meeting)
    except Occupied as error:
        raise Taken from error
    except Unanswered as error:
        return _found(request, instead=error)


def _found(request: Request, *, instead: Unanswered) -> Entry:
    """Whether the calendar took what it did not answer; that it has nothing yet proves nothing."""
    try:
        return request.calendar.fetch(request.meeting)
    except ProviderError:
        raise instead from None


def _tell_taken(lead: Lead, wanted: Slot, *, now: datetime) -> None:
    with access.as_tenant(lead.tenant_id):
        lead.tell("appointment.slot_taken", at=now, origin=wanted.id, spoken=wanted.spoken)


def _others(lead: Lead, terms: Booking, *, now: datetime) -> SlotTaken:
    found = find.for_lead(lead, terms, now=now)
    return SlotTaken(found.slots if isinstance(found, Found) else ())


def _pending(appointment: Appointment, wanted: Slot, reason: str, *, now: datetime) -> Pending:
    lead = Lead.reference(appointment.tenant_id, appointment.lead_id)
    with access.as_tenant(appointment.tenant_id):
        told = wording.facts(appointment) | {"reason": reason}
        lead.tell("appointment.pending", at=now, origin=str(appointment.pk), **told)
    return Pending(appointment, wanted, reason)
