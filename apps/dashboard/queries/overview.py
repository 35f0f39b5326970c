"""The strip above the list: how fast and how well leads were called today."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Extract

from apps.dashboard.times import duration
from apps.dashboard.waterfall import speed
from apps.dashboard.waterfall.facts import MACHINE
from apps.leads.models import Event, Lead
from apps.tenants.models import Tenant

_MOST_LEADS = 100_000
# Where the carrier does not say who answered, a person did.
_ANSWERED_BY = Coalesce(KeyTextTransform("answered_by", "facts"), Value(""), output_field=TextField())
_NO_CALLS, _NOTHING = "no calls yet today", "\N{EN DASH}"


@dataclass(frozen=True)
class Figure:
    """One number with its unit; `note` says of what, `filled` and `mark` are places in a bar."""

    title: str
    value: str
    note: str
    verdict: str = ""
    filled: str = ""
    mark: str = ""


class Percentile(Aggregate):
    """`percentile_cont` of Postgres; `share` from 0 to 1."""

    function = "percentile_cont"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def today(tenant: Tenant, *, now: datetime) -> Sequence[Figure]:
    """Figures since midnight in the tenant's zone; test leads don't count."""
    local = now.astimezone(tenant.zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    yesterday = midnight - timedelta(days=1)
    counted = _with_calls(Lead.objects.for_tenant(tenant).filter(is_test=False, received_at__gte=midnight))
    sums = counted.aggregate(
        leads=Count("pk"),
        called=Count("pk", filter=Q(is_called=True)),
        rung=Count("ring_ms"),
        p50=Percentile("ring_ms", share=0.5),
        p95=Percentile("ring_ms", share=0.95),
        in_target=Count("pk", filter=Q(ring_ms__lte=speed.TARGET_MS)),
        in_minute=Count("pk", filter=Q(ring_ms__lte=speed.LATEST_MS)),
        answered=Count("pk", filter=Q(is_answered=True)),
    )
    before = Lead.objects.for_tenant(tenant).filter(
        is_test=False, received_at__gte=yesterday, received_at__lt=now - timedelta(days=1)
    )
    return _figures(sums, before=before.count())


def _with_calls(leads: QuerySet[Lead]) -> QuerySet[Lead]:
    """Each lead's call news. The limit keeps Postgres from looking it up anew for every figure."""
    events = Event.objects.filter(tenant=OuterRef("tenant"), lead=OuterRef("pk")).order_by()
    rings = events.filter(kind__in=speed.RINGS).values("lead").annotate(at=Min("occurred_at")).values("at")
    waited = ExpressionWrapper(Subquery(rings) - F("received_at"), output_field=DurationField())
    answered = events.filter(kind="call.answered").annotate(by=_ANSWERED_BY)
    told = leads.annotate(
        ring_ms=Extract(waited, "epoch", output_field=FloatField()) * 1000.0,
        is_called=Exists(events.filter(kind="call.requested")),
        is_answered=Exists(answered.exclude(by__regex=MACHINE.pattern)),
    )
    return told.order_by("-received_at", "-id")[:_MOST_LEADS]


def _figures(sums: dict[str, float | None], *, before: int) -> Sequence[Figure]:
    leads, called, rung = (int(sums[name] or 0) for name in ("leads", "called", "rung"))
    return (
        Figure("Leads today", f"{leads:,}", f"{before:,} by this time yesterday"),
        _time("Time to ring, median", sums["p50"], f"target 5 s · {rung:,} rung"),
        _time("Time to ring, p95", sums["p95"], "95 of 100 rang sooner"),
        share("Rung within 5 s", sums["in_target"], called),
        share("Rung within 60 s", sums["in_minute"], called),
        share("Answered", sums["answered"], called, is_judged=False),
    )


def _time(title: str, ms: float | None, note: str) -> Figure:
    if ms is None:
        return Figure(title, _NOTHING, _NO_CALLS)
    # The bar is full at twice the target, so that the target is its middle.
    return Figure(title, duration(ms), note, speed.verdict(ms), f"{min(ms / speed.TARGET_MS * 50, 100):.2f}%", "50%")


def share(title: str, part: float | None, whole: int, *, is_judged: bool = True) -> Figure:
    """A part of those called, in percent; no figure where nobody was called."""
    if not whole:
        return Figure(title, _NOTHING, _NO_CALLS)
    percent = 100 * (part or 0) / whole
    verdict = "good" if percent >= 95 else "fair" if percent >= 80 else "slow"
    note = f"{part or 0:,.0f} of {whole:,} called"
    return Figure(title, _percent(percent), note, verdict if is_judged else "plain", f"{percent:.2f}%")


def _percent(part: float) -> str:
    """Never rounded up to all: 2,222 of 2,227 are 99.7 %."""
    return f"{math.floor(part * 10) / 10:.1f} %" if 99 <= part < 100 else f"{part:.0f} %"
