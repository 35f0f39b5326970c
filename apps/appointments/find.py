"""Use case: when a lead could have an appointment: within our hours, free in the calendar, promised to nobody else."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from apps.integrations.calendars.base import Offering
from apps.integrations.errors import ProviderError
from apps.leads.models import Lead
from apps.scripts.document import Booking
from apps.tenants import access

from . import desk, guests, openings
from .desk import Desk
from .guests import Guest
from .models import Appointment
from .openings import Span, Wanted
from .results import Found, NoCalendar, Slot

# More than anybody listens to, and enough to choose from.
MOST = 20


def for_lead(lead: Lead, terms: Booking, *, now: datetime, not_before: datetime | None = None) -> Found | NoCalendar:
    """Free times for what the script offers, the soonest first; what is held for this very lead counts as free.

    Asks the calendar once, no transaction open. That it does not answer is told on the lead's timeline.
    """
    try:
        with access.as_tenant(lead.tenant_id):
            place = desk.of(lead.tenant_id)
            guest = guests.of(lead, home=place.tenant.zone, now=now)
            ours = _promised(place, lead, now=now)
        wanted = _wanted(place, terms, now=now, not_before=not_before)
        free = _free(place, ours, wanted)
    except (desk.Nowhere, openings.Unfit) as error:
        return _nothing(lead, str(error), now=now)
    except ProviderError as error:
        return _nothing(lead, error.reason, now=now)
    slots = (slot(place, guest, span, now=now) for span in free if guest.is_awake(*span))
    return Found(tuple(islice(slots, MOST)))


def slot(place: Desk, guest: Guest, span: Span, *, now: datetime) -> Slot:
    """The time as it is offered to this lead."""
    return Slot(place.connection.pk, *span, spoken=guest.said(span[0], now=now))


def _wanted(place: Desk, terms: Booking, *, now: datetime, not_before: datetime | None) -> Wanted:
    # Some calendars answer for no time that is past by the time they are asked.
    notice = now + timedelta(minutes=max(terms.notice_minutes, 1))
    latest = now + timedelta(days=terms.days_ahead)
    return Wanted(
        length=timedelta(minutes=terms.minutes),
        earliest=min(max(notice, not_before or notice), latest),
        latest=latest,
        buffer=timedelta(minutes=place.calendar.diary.buffer_minutes),
    )


def _free(place: Desk, ours: Sequence[Span], wanted: Wanted) -> Iterator[Span]:
    """Whatever the calendar leaves free, or the times that it offers. Raises `openings.Unfit` and the remedies."""
    calendar, until = place.calendar, wanted.latest + wanted.length
    if isinstance(calendar, Offering):
        offered = calendar.offers(starts_at=wanted.earliest, ends_at=until)
        spans = [(each.starts_at, each.ends_at) for each in offered]
        return openings.among(spans, place.hours, place.zone, ours, wanted)
    busy = calendar.busy(starts_at=wanted.earliest, ends_at=until)
    taken = [*ours, *((each.starts_at, each.ends_at) for each in busy)]
    return openings.free(place.hours, place.zone, taken, wanted)


def _promised(place: Desk, lead: Lead, *, now: datetime) -> list[Span]:
    """What we have held or booked for others; and for this lead, but for what was merely offered."""
    appointments = Appointment.objects.for_tenant(lead.tenant_id)
    others = appointments.taking(place.connection.pk, now=now).filter(calendar=place.calendar.calendar_id)
    offered = appointments.held_for(lead.pk).values("pk")
    return list(others.exclude(pk__in=offered).values_list("starts_at", "ends_at"))


def _nothing(lead: Lead, reason: str, *, now: datetime) -> NoCalendar:
    with access.as_tenant(lead.tenant_id):
        lead.tell("appointment.unavailable", at=now, origin=now.isoformat(), reason=reason)
    return NoCalendar(reason)
