"""Where leads come in, and how well the vendors serve that they are handed to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, DurationField, ExpressionWrapper, F, Max, Q, QuerySet

from apps.calls.models import Call, Message
from apps.dashboard.times import Moment, duration, moment
from apps.integrations.models import Connection, Family
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
    calls = Call.objects.for_tenant(tenant).made().filter(created_at__gt=now - _DAY)
    texts = Message.objects.for_tenant(tenant).filter(created_at__gt=now - _DAY, direction=Message.Direction.OUT)
    ways: Sequence[tuple[QuerySet[Call] | QuerySet[Message], Q, str]] = (
        (calls.exclude(state=Call.State.RELEASED), Q(state=Call.State.FAILED), "placed_at"),
        (texts, Q(state__in=(Message.State.FAILED, Message.State.UNDELIVERED)), "sent_at"),
    )
    told = {pk: each for way in ways for pk, each in _by_connection(*way) if pk}
    return dict(_by_steps(tenant, now=now)) | told


# By the leads' own steps, as `obstacles.lately` reads events.
_BY_STEPS = """
SELECT connection_id, count(*), count(*) FILTER (WHERE has_failed),
       percentile_cont(0.95) WITHIN GROUP (ORDER BY done_at - due_at) FILTER (WHERE done_at >= due_at),
       max(done_at) FILTER (WHERE NOT has_failed)
FROM leads_lead l CROSS JOIN LATERAL (
    SELECT connection_id, due_at, done_at, state = ANY(%(ended)s) AS has_failed FROM outreach_step s
    WHERE s.tenant_id = l.tenant_id AND s.lead_id = l.id AND s.connection_id IS NOT NULL OFFSET 0
) step
WHERE l.tenant_id = %(tenant)s AND l.received_at > %(since)s AND (done_at IS NOT NULL OR has_failed)
GROUP BY connection_id
"""


def _by_steps(tenant: Tenant, *, now: datetime) -> list[tuple[int, _Served]]:
    with connection.cursor() as cursor:
        ended = [Step.State.DEAD.value, Step.State.HELD.value]
        cursor.execute(_BY_STEPS, {"tenant": tenant.pk, "since": now - _DAY, "ended": ended})
        return [(pk, _Served(asked, failed, _ms(p95), last)) for pk, asked, failed, p95, last in cursor.fetchall()]


def _by_connection(rows: QuerySet[Call] | QuerySet[Message], failed: Q, end: str) -> list[tuple[int | None, _Served]]:
    is_done = Q(**{f"{end}__gte": F("created_at")})
    took = ExpressionWrapper(F(end) - F("created_at"), output_field=DurationField())
    found = (
        rows.order_by()
        .values("connection_id")
        .annotate(
            asked=Count("pk"),
            failed=Count("pk", filter=failed),
            p95=Percentile(took, share=0.95, filter=is_done, output_field=DurationField()),
            last_at=Max(end, filter=~failed),
        )
    )
    return [(row["connection_id"], _served_by(row)) for row in found]


def _served_by(row: Mapping[str, Any]) -> _Served:
    return _Served(row["asked"], row["failed"], _ms(row["p95"]), row["last_at"])


def _ms(took: timedelta | None) -> float | None:
    return None if took is None else took / timedelta(milliseconds=1)


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
