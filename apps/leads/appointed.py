"""When a lead has its appointment, as its timeline has it."""

from datetime import datetime
from uuid import UUID

from .models import Event

_TOLD = ("appointment.booked", "appointment.moved", "appointment.cancelled")


def at(tenant_id: int, lead_id: UUID) -> datetime | None:
    """The latest word on it; None if there is none, or none any more. In the caller's view."""
    told = Event.objects.for_tenant(tenant_id).filter(lead_id=lead_id, kind__in=_TOLD)
    latest = told.order_by("occurred_at", "id").last()
    if latest is None or latest.kind == "appointment.cancelled":
        return None
    return datetime.fromisoformat(latest.facts["starts_at"])
