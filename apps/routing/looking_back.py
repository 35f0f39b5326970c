"""The leads of the last 30 days, a portion at a time, and what a draft would have changed for each of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from apps.leads.models import Lead, Source
from apps.tenants.models import Tenant

LOOK_BACK = timedelta(days=30)
PORTION = 1_000
_READ = (
    "tenant_id",
    "source_id",
    "first_name",
    "last_name",
    "email",
    "phone",
    "answers",
    "campaign",
    "is_test",
    "received_at",
)


@dataclass(frozen=True)
class Changed:
    """A lead that would have been treated differently: `how` it is counted, and what that means for this one."""

    lead: Lead
    how: str
    says: str


@dataclass(frozen=True)
class Portion:
    """So many leads were looked at, and these of them differ."""

    seen: int
    changed: Sequence[Changed]


def of(tenant: Tenant, *, now: datetime) -> QuerySet[Lead]:
    """All of them, the newest first."""
    leads = Lead.objects.for_tenant(tenant).filter(received_at__gt=now - LOOK_BACK, received_at__lte=now)
    return leads.order_by("-received_at", "-id")


def portions(tenant: Tenant, *, now: datetime) -> Iterator[list[Lead]]:
    """A thousand at a time, with their sources; each portion is one query and may have a transaction of its own."""
    sources = Source.objects.for_tenant(tenant).in_bulk()
    leads, after = of(tenant, now=now).only(*_READ), Q()
    while portion := list(leads.filter(after)[:PORTION]):
        for lead in portion:
            lead.source = sources[lead.source_id]
        yield portion
        last = portion[-1]
        after = Q(received_at__lt=last.received_at) | Q(received_at=last.received_at, id__lt=last.pk)
