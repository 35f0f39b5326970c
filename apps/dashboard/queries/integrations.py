"""Where leads come in, and how well the vendors serve that they are handed to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Max, Q, QuerySet

from apps.calls.models import Call, Message
from apps.dashboard.times import Moment, duration, moment
from apps.integrations.models import Connection, Family
from apps.leads.models import Lead
from apps.outreach.models import Step
from apps.tenants.models import Tenant

from . import figures
from .figures import NOTHING, Percentile
from .obstacles import arriving
from .obstacles.check import Finding, office

_DAY = timedelta(days=1)
_STATES = {
    Connection.State.WORKING: ("good", "Working"),
    Connection.State.BROKEN: ("bad", "Breaker open: asked by one step at a time"),
    Connection.State.UNAUTHORIZED: ("bad", "Credentials refused"),
}


@dataclass(frozen=True)
class Health:
    """Of the last 24 hours; `p95` is from its turn until the vendor had it."""

    name: str
    family: str
    tone: str
    state: str
    last_ok: Moment | None
    asked: str
    errors: str
    p95: str
    error: str
    office: str


@dataclass(frozen=True)
class _Served:
    asked: int = 0
    failed: int = 0
    p95_ms: float | None = None
    last_at: datetime | None = None


def sources(tenant: Tenant, *, now: datetime) -> Sequence[Finding]:
    """The tenant's sources, those first that need a look."""
    return arriving.sources(tenant, now=now).findings


def health(tenant: Tenant, *, now: datetime) -> Sequence[Health]:
    """Every connection, in four queries."""
    served = _served(tenant, now=now)
    mine = Connection.objects.for_tenant(tenant).order_by("family", "name", "id")
    return [_health(each, served.get(each.pk, _Served()), tenant=tenant, now=now) for each in mine]


def _served(tenant: Tenant, *, now: datetime) -> Mapping[int, _Served]:
    lately = Lead.objects.for_tenant(tenant).filter(received_at__gt=now - _DAY).values("pk")
    steps = Step.objects.for_tenant(tenant).filter(lead__in=lately, connection_id__isnull=False)
    failed = Q(state__in=(Step.State.DEAD, Step.State.HELD))
    calls = Call.objects.for_tenant(tenant).filter(lead__in=lately)
    texts = Message.objects.for_tenant(tenant).filter(lead__in=lately, direction=Message.Direction.OUT)
    ways: Sequence[tuple[QuerySet[Step] | QuerySet[Call] | QuerySet[Message], Q, str, str]] = (
        (steps.filter(Q(done_at__isnull=False) | failed), failed, "done_at", "due_at"),
        (calls.exclude(state=Call.State.RELEASED), Q(state=Call.State.FAILED), "placed_at", "created_at"),
        (texts, Q(state__in=(Message.State.FAILED, Message.State.UNDELIVERED)), "sent_at", "created_at"),
    )
    return {pk: each for way in ways for pk, each in _by_connection(*way) if pk}


def _by_connection(
    rows: QuerySet[Step] | QuerySet[Call] | QuerySet[Message], failed: Q, end: str, start: str
) -> list[tuple[int | None, _Served]]:
    took = ExpressionWrapper(F(end) - F(start), output_field=DurationField())
    found = (
        rows.order_by()
        .values("connection_id")
        .annotate(
            asked=Count("pk"),
            failed=Count("pk", filter=failed),
            p95=Percentile(took, share=0.95, filter=Q(**{f"{end}__gte": F(start)}), output_field=DurationField()),
            last_at=Max(end, filter=~failed),
        )
    )
    return [(row["connection_id"], _served_by(row)) for row in found]


def _served_by(row: Mapping[str, Any]) -> _Served:
    p95_ms = row["p95"] / timedelta(milliseconds=1) if row["p95"] is not None else None
    return _Served(row["asked"], row["failed"], p95_ms, row["last_at"])


def _health(each: Connection, served: _Served, *, tenant: Tenant, now: datetime) -> Health:
    tone, state = _STATES[Connection.State(each.state)] if each.is_active else ("warn", "Switched off")
    last_at = max(filter(None, (served.last_at, each.last_ok_at)), default=None)
    return Health(
        name=each.name,
        family=Family(each.family).label,
        tone=tone,
        state=state,
        last_ok=moment(last_at, now=now, zone=tenant.zone) if last_at else None,
        asked=f"{served.asked:,}" if served.asked else NOTHING,
        errors=figures.percentage(100 * served.failed / served.asked) if served.asked else NOTHING,
        p95=NOTHING if served.p95_ms is None else duration(served.p95_ms),
        error=each.last_error,
        office=office(tenant, f"integrations/connection/{each.pk}/change/"),
    )
