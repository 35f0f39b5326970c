"""How fast and how well leads are called: speed, whose time it was, the funnel, and what goes on right now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q

from apps.calls.models import Call
from apps.core.kept import Kept
from apps.dashboard import milestones
from apps.dashboard.filters import Filters
from apps.dashboard.milestones import OPEN_CALLS, Milestone
from apps.dashboard.periods import Period
from apps.dashboard.times import duration
from apps.leads.models import Progress
from apps.tenants.models import Tenant

from . import figures, matching
from .figures import NOTHING, Figure, Percentile

_KEPT_SECONDS = 30
_FUNNEL = (
    ("Valid", Milestone.VALID),
    ("Called", Milestone.CALLED),
    ("Answered", Milestone.ANSWERED),
    ("Qualified", Milestone.QUALIFIED),
    ("Booked", Milestone.BOOKED),
)
_PARTS = (
    ("ours", "LeadHub", "form received, until the carrier is asked", Milestone.CALLED),
    ("carrier", "Carrier", "asked, until the phone rings", Milestone.RUNG),
    ("lead", "Lead", "phone rings, until a person picks up", Milestone.ANSWERED),
    ("crm", "CRM", "form received, until it is written; beside the call", Milestone.IN_CRM),
)

type Sums = Mapping[str, float | None]


@dataclass(frozen=True)
class Rung:
    """One stage of the funnel; `width` is its share of all received."""

    label: str
    count: str
    share: str
    width: str
    leads: str


@dataclass(frozen=True)
class Part:
    """Whose time it was: the median, as a bar of class `owner`."""

    owner: str
    label: str
    says: str
    value: str
    width: str
    leads: str


@dataclass(frozen=True)
class Overview:
    speed: Sequence[Figure]
    outcomes: Sequence[Figure]
    parts: Sequence[Part]
    funnel: Sequence[Rung]
    on_call: Figure
    has_leads: bool
    # How many leads are not in the figures yet, "" for none.
    behind: str


def overview(tenant: Tenant, period: Period, *, now: datetime) -> Overview:
    """The figures of a period in five queries; test leads don't count. Those of a long one may be a minute old."""
    asked = Filters(days=period.days, is_real=True)
    behind = milestones.bring_up(tenant)
    sums = _kept.get((tenant.pk, asked), at=now.timestamp()) if period.is_long else _sums(tenant, asked)
    before = matching.leads(tenant, Filters(days=period.before, is_real=True))
    return Overview(
        speed=_speed(sums, asked),
        outcomes=_outcomes(sums, asked),
        parts=_parts(sums, asked),
        funnel=_funnel(sums, asked),
        on_call=_on_call(tenant),
        has_leads=bool(sums["received"] or before.exists()),
        behind=f"{behind:,}" if behind else "",
    )


def _sums(tenant: Tenant, asked: Filters) -> Sums:
    return {**_came(tenant, asked), **_reached(tenant, asked)}


def _came(tenant: Tenant, asked: Filters) -> Sums:
    leads = matching.leads(tenant, asked).order_by()
    came: Sums = leads.aggregate(received=Count("pk"), valid=Count("pk", filter=~Q(phone="")))
    return came


def _reached(tenant: Tenant, asked: Filters) -> Sums:
    """Of the narrow table alone: a hundred thousand leads are read, and sorted, in a tenth of a second."""
    reached = matching.received(Progress.objects.for_tenant(tenant), asked, tenant=tenant)
    counts = {each.value: Count("pk", filter=milestones.condition(each)) for each in milestones.COUNTED}
    found: Sums = reached.order_by().aggregate(
        p50=Percentile("ring_ms", share=0.5),
        p95=Percentile("ring_ms", share=0.95),
        ours=Percentile("request_ms", share=0.5),
        carrier=Percentile(F("ring_ms") - F("request_ms"), share=0.5),
        lead=Percentile(F("answer_ms") - F("ring_ms"), share=0.5),
        crm=Percentile("crm_ms", share=0.5),
        **counts,
    )
    return found


def _read(key: tuple[int, Filters]) -> Sums:
    tenant_id, asked = key
    return _sums(Tenant.objects.get(pk=tenant_id), asked)


_kept = Kept(_read, seconds=_KEPT_SECONDS, most=200)


def _number(sums: Sums, name: str) -> int:
    return int(sums[name] or 0)


def _list(asked: Filters, milestone: Milestone | None = None) -> str:
    return asked.reaching(milestone).url() if milestone else asked.url()


def _speed(sums: Sums, asked: Filters) -> list[Figure]:
    called, rung = _number(sums, "called"), _number(sums, "rung")
    leads = _list(asked, Milestone.RUNG)
    return [
        figures.time("Time to ring, median", sums["p50"], f"target 5 s · {rung:,} rang", leads=leads),
        figures.time("Time to ring, p95", sums["p95"], f"95 of 100 rang sooner · {rung:,} rang", leads=leads),
        figures.share("Rang within 5 s", sums["in_target"], called, leads=_list(asked, Milestone.IN_TARGET)),
        figures.share("Rang within 60 s", sums["in_minute"], called, leads=_list(asked, Milestone.IN_MINUTE)),
    ]


def _outcomes(sums: Sums, asked: Filters) -> list[Figure]:
    called, answered = _number(sums, "called"), _number(sums, "answered")
    return [
        figures.rate("Picked up", answered, called, leads=_list(asked, Milestone.ANSWERED)),
        figures.rate("Qualified", sums["qualified"], answered, of="answered", leads=_list(asked, Milestone.QUALIFIED)),
        figures.rate("Booked", sums["booked"], answered, of="answered", leads=_list(asked, Milestone.BOOKED)),
    ]


def _parts(sums: Sums, asked: Filters) -> list[Part]:
    """Medians of the ways that follow each other; the CRM is served beside them."""
    longest = max((sums[owner] or 0 for owner, *_ in _PARTS), default=0) or 1
    return [
        Part(owner, label, says, *_bar(sums[owner], longest=longest), _list(asked, milestone))
        for owner, label, says, milestone in _PARTS
    ]


def _bar(ms: float | None, *, longest: float) -> tuple[str, str]:
    """The value and its width, which is seen however short it is."""
    return (NOTHING, "0%") if ms is None else (duration(max(ms, 0)), f"{max(100 * ms / longest, 0.5):.2f}%")


def _funnel(sums: Sums, asked: Filters) -> list[Rung]:
    received = _number(sums, "received")
    stages = [("Received", received, _list(asked))]
    stages += [(label, _number(sums, each.value), _list(asked, each)) for label, each in _FUNNEL]
    return [
        Rung(
            label,
            f"{count:,}",
            figures.percentage(100 * count / received) if received else NOTHING,
            f"{100 * count / received if received else 0:.2f}%",
            leads,
        )
        for label, count, leads in stages
    ]


def _on_call(tenant: Tenant) -> Figure:
    """Whoever is called right now, whenever they came and whether or not it is a test."""
    calls = Call.objects.for_tenant(tenant).filter(state__in=OPEN_CALLS).values("lead").distinct().count()
    asked = Filters(reached=Milestone.ON_CALL)
    return Figure("On a call now", f"{calls:,}", "ringing or talking", leads=asked.url())


def now_in(tenant: Tenant, now: datetime) -> str:
    """The tenant's clock, named."""
    local = now.astimezone(tenant.zone)
    return f"{local:%a} {local.day} {local:%b, %H:%M}, {tenant.time_zone}"
