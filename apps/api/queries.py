"""The lists that the API gives: a tenant's rows by the caller's filters, newest first."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from apps.appointments.models import Appointment
from apps.calls.models import Call, Message, Ring
from apps.compliance.models import DncEntry
from apps.intake.models import Delivery
from apps.leads.models import Lead, Source
from apps.outreach.models import Step
from apps.tenants.models import Tenant, TenantQuerySet

Wanted = Mapping[str, Any]
UNDONE = (*Step.OPEN, Step.State.HELD, Step.State.DEAD)

_LEAD_FILTERS = {
    "state": "state",
    "source": "source__slug",
    "phone": "phone",
    "email": "email",
    "received_after": "received_at__gte",
    "received_before": "received_at__lt",
}
_APPOINTMENT_FILTERS = {"starts_after": "starts_at__gte", "starts_before": "starts_at__lt"}


def leads(tenant: Tenant, wanted: Wanted) -> TenantQuerySet[Lead]:
    chosen = {_LEAD_FILTERS[name]: value for name, value in wanted.items()}
    rows = Lead.objects.for_tenant(tenant).filter(**chosen)
    return rows.select_related("source").order_by("-received_at", "-id")


def calls(tenant: Tenant, wanted: Wanted) -> TenantQuerySet[Call]:
    rows = Call.objects.for_tenant(tenant).filter(**wanted)
    return rows.select_related("connection").order_by("-id")


def rings(tenant: Tenant, wanted: Wanted) -> TenantQuerySet[Ring]:
    chosen = {"bridge__lead" if name == "lead" else name: value for name, value in wanted.items()}
    return Ring.objects.for_tenant(tenant).filter(**chosen).select_related("bridge").order_by("-id")


def messages(tenant: Tenant, wanted: Wanted) -> TenantQuerySet[Message]:
    rows = Message.objects.for_tenant(tenant).filter(**wanted)
    return rows.select_related("connection").order_by("-id")


def appointments(tenant: Tenant, wanted: Wanted) -> TenantQuerySet[Appointment]:
    chosen = {_APPOINTMENT_FILTERS.get(name, name): value for name, value in wanted.items()}
    rows = Appointment.objects.for_tenant(tenant).filter(**chosen)
    return rows.select_related("connection").order_by("-id")


def deliveries(tenant: Tenant, wanted: Wanted) -> TenantQuerySet[Delivery]:
    chosen = {"source__slug" if name == "source" else name: value for name, value in wanted.items()}
    rows = Delivery.objects.for_tenant(tenant).filter(**chosen)
    return rows.select_related("source").defer("body", "headers", "query").order_by("-id")


def sources(tenant: Tenant, wanted: Wanted) -> TenantQuerySet[Source]:
    return Source.objects.for_tenant(tenant).filter(**wanted).order_by("-id")


def steps(tenant: Tenant, wanted: Wanted) -> TenantQuerySet[Step]:
    """Those that are not done, unless the caller names a state."""
    undone = Q() if "state" in wanted else Q(state__in=UNDONE)
    return Step.objects.for_tenant(tenant).filter(undone, **wanted).order_by("-id")


def dnc(tenant: Tenant, wanted: Wanted) -> TenantQuerySet[DncEntry]:
    chosen = dict(wanted)
    if "is_lifted" in chosen:
        chosen["lifted_at__isnull"] = not chosen.pop("is_lifted")
    return DncEntry.objects.for_tenant(tenant).filter(**chosen).order_by("-id")
