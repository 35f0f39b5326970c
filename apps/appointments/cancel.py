"""Use case: take an appointment back, in the calendar first: what a rep sees there must not outlive what we know."""

from apps.core.clock import Clock
from apps.integrations.errors import ProviderError
from apps.leads.models import Lead
from apps.tenants import access

from . import desk, wording
from .models import Appointment
from .results import Cancelled, NoCalendar
from .sequel import Sequel


def booked(appointment: Appointment, *, reason: str, sequel: Sequel, clock: Clock) -> Cancelled | NoCalendar:
    """Out of the calendar, whose guest is told as its settings say. Safe to repeat."""
    lead = Lead.reference(appointment.tenant_id, appointment.lead_id)
    try:
        with access.as_tenant(appointment.tenant_id):
            place = desk.at(appointment.connection)
        place.calendar.cancel(appointment.as_meeting())
    except (desk.Nowhere, ProviderError) as error:
        with access.as_tenant(appointment.tenant_id):
            now = clock()
            lead.tell("appointment.unavailable", at=now, origin=now.isoformat(), reason=str(error))
        return NoCalendar(str(error))
    with access.as_tenant(appointment.tenant_id):
        now = clock()
        if appointment.cancel(cause=reason, at=now):
            told = wording.facts(appointment) | {"reason": reason}
            lead.tell("appointment.cancelled", at=now, origin=str(appointment.pk), **told)
            sequel.over(appointment, now=now)
    return Cancelled(appointment)
