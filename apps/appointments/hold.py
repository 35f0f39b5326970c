"""Use case: keep offered times from everybody else while the lead thinks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from apps.integrations.models import Connection
from apps.leads.models import Lead
from apps.tenants import access

from . import desk, guests
from .desk import Desk
from .models import Appointment
from .results import Held, Slot

# As long as a person may think aloud; the conversation holds anew with each offer.
LIFE = timedelta(minutes=5)


@dataclass(frozen=True)
class Occasion:
    """What the appointment is, and in which call it was talked about."""

    what: str
    call_id: UUID | None = None


def slots(lead: Lead, wanted: Sequence[Slot], occasion: Occasion, *, now: datetime) -> Held:
    """Hold what is still ours to give, in place of what was held for this lead before."""
    until = now + LIFE
    with access.as_tenant(lead.tenant_id):
        calendars = sorted({slot.connection_id for slot in wanted})
        # All locks before any row, so that no two transactions wait for each other.
        for connection_id in calendars:
            Appointment.lock(lead.tenant_id, connection_id, now=now)
        Appointment.objects.for_tenant(lead.tenant_id).held_for(lead.pk).release()
        held = [slot for each in calendars for slot in _held_at(each, lead, wanted, occasion, now=now)]
        if held:
            _tell(lead, held, until=until, now=now)
    return Held(tuple(held), until)


def take(place: Desk, lead: Lead, wanted: Sequence[Slot], occasion: Occasion, *, now: datetime) -> list[Appointment]:
    """New holds on what nobody else has, in the caller's transaction and under the calendar's lock."""
    zone = guests.of(lead, home=place.tenant.zone, now=now).zone
    return Appointment.take(
        [
            Appointment(
                tenant_id=lead.tenant_id,
                lead=lead,
                call_id=occasion.call_id,
                connection=place.connection,
                calendar=place.calendar.calendar_id,
                what=occasion.what,
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
                zone=zone.key,
                held_until=now + LIFE,
            )
            for slot in wanted
        ]
    )


def _held_at(
    connection_id: int, lead: Lead, wanted: Sequence[Slot], occasion: Occasion, *, now: datetime
) -> list[Slot]:
    try:
        place = desk.at(Connection.objects.for_tenant(lead.tenant_id).get(pk=connection_id))
    except (Connection.DoesNotExist, desk.Nowhere):
        return []
    here = [slot for slot in wanted if slot.connection_id == connection_id]
    taken = {each.starts_at for each in take(place, lead, here, occasion, now=now)}
    return [slot for slot in here if slot.starts_at in taken]


def _tell(lead: Lead, held: Sequence[Slot], *, until: datetime, now: datetime) -> None:
    lead.tell(
        "appointment.held",
        at=now,
        origin=now.isoformat(),
        times=[slot.spoken for slot in held],
        until=until.isoformat(),
    )
