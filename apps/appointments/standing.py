"""The appointment that a lead has: what "can we move it" is about."""

from datetime import datetime
from uuid import UUID

from apps.leads.models import Lead
from apps.tenants.models import Tenant

from . import guests
from .models import Appointment
from .results import Slot


def of(lead: Lead, *, now: datetime, call_id: UUID | None = None) -> Appointment | None:
    """The one that was booked in this very call, else the soonest that is still to come. In the caller's view."""
    coming = Appointment.objects.for_tenant(lead.tenant_id).filter(lead=lead, state="booked", starts_at__gt=now)
    found = list(coming.select_related("connection").order_by("starts_at", "id"))
    return next((each for each in found if call_id and each.call_id == call_id), found[0] if found else None)


def spoken(appointment: Appointment, lead: Lead, *, now: datetime) -> Slot:
    """As it is said to the lead. In the caller's view."""
    tenant = Tenant.objects.get(pk=appointment.tenant_id)
    said = guests.of(lead, home=tenant.zone, now=now).said(appointment.starts_at, now=now)
    return Slot(appointment.connection_id, appointment.starts_at, appointment.ends_at, said)
