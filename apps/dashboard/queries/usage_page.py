"""What a tenant has used of its plan: the month against what it allows, day by day, and what takes a place now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max

from apps.compliance import quota
from apps.dashboard.times import Moment, moment
from apps.integrations.models import Connection
from apps.leads.models import Source
from apps.outreach.models import Step
from apps.tenants import allowance, usage
from apps.tenants.allowance import Allowance
from apps.tenants.models import Subscription, Tenant, Usage
from apps.tenants.usage import Used

MONTHS_SHOWN = 6
_TITLES = {"leads": "Leads", "calls": "Calls", "agent_minutes": "Agent's minutes"}
_CHART_HEIGHT = 100


@dataclass(frozen=True)
class Meter:
    """`width` is the bar's, "" where nothing limits it; `beyond` says what is over."""

    title: str
    used: str
    most: str
    width: str
    tone: str
    beyond: str


@dataclass(frozen=True)
class Day:
    """A row of the table, and its bar of leads: places in a drawing of 100 by `_CHART_HEIGHT`."""

    day: date
    leads: int
    calls: int
    agent_minutes: int
    x: str
    y: str
    height: str


@dataclass(frozen=True)
class Month:
    """A month that the page offers."""

    name: str
    label: str
    year: str
    is_chosen: bool


@dataclass(frozen=True)
class UsagePage:
    """`held` are leads that wait for room; `counted` is None where nothing was counted yet."""

    name: str
    label: str
    months: Sequence[Month]
    allowed: Allowance
    since: Moment | None
    meters: Sequence[Meter]
    places: Sequence[Meter]
    days: Sequence[Day]
    bar_width: str
    highest: int
    total: Used
    held: int
    counted: Moment | None


def of(tenant: Tenant, *, asked: str, now: datetime) -> UsagePage:
    """The month that is asked for ("2026-11"), or this one; a past month is held against the plan of its end."""
    today = now.astimezone(tenant.zone).date()
    first = _month(asked, today=today)
    rows = list(Usage.objects.for_tenant(tenant).filter(day__gte=first, day__lt=_next(first)).order_by("day"))
    used = Used(**{name: sum(getattr(row, name) for row in rows) for name in usage.MEASURES})
    current = _subscription(tenant, first)
    allowed = allowance.by(current) if current else Allowance()
    latest = Usage.objects.for_tenant(tenant).aggregate(at=Max("counted_at"))["at"]
    highest = max((row.leads for row in rows), default=0)
    return UsagePage(
        name=f"{first:%Y-%m}",
        label=f"{first:%B %Y}",
        months=[Month(f"{each:%Y-%m}", f"{each:%b}", str(each.year), each == first) for each in _offered(today)],
        allowed=allowed,
        since=moment(current.began_at, now=now, zone=tenant.zone) if current else None,
        meters=[_meter(_TITLES[name], used.of(name), allowed.most(name), allowed) for name in usage.MEASURES],
        places=_places(tenant, allowance.of(tenant.pk), now=now),
        days=[_day(row, first, highest) for row in rows],
        bar_width=f"{_step(first) * 0.7:.2f}",
        highest=highest,
        total=used,
        held=_held(tenant),
        counted=moment(latest, now=now, zone=tenant.zone) if latest else None,
    )


def _month(asked: str, *, today: date) -> date:
    return next((each for each in _offered(today) if f"{each:%Y-%m}" == asked), today.replace(day=1))


def _offered(today: date) -> list[date]:
    """The latest first."""
    months = [today.replace(day=1)]
    while len(months) < MONTHS_SHOWN:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months


def _next(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _subscription(tenant: Tenant, first: date) -> Subscription | None:
    end = datetime.combine(_next(first), datetime.min.time(), tenant.zone)
    return Subscription.objects.for_tenant(tenant).filter(began_at__lt=end).newest_first().first()


def _meter(title: str, used: int, most: int, allowed: Allowance) -> Meter:
    if not most:
        return Meter(title, f"{used:,}", "no limit", "", "plain", "")
    percent = 100 * used / most
    tone = "slow" if percent >= usage.SPENT else "fair" if percent >= usage.SHORT else "good"
    over = max(0, used - most)
    beyond = f"{over:,} over: {'held' if allowed.holds else 'counted as overage'}" if over else ""
    return Meter(title, f"{used:,}", f"of {most:,}", f"{min(percent, 100):.1f}%", tone, beyond)


def _places(tenant: Tenant, allowed: Allowance, *, now: datetime) -> list[Meter]:
    """What is taken at this moment; a plan that has become smaller takes nothing away."""
    taken = {
        "seats": ("Members and open invitations", allowance.seats_taken(tenant.pk, now=now)),
        "sources": ("Sources that take leads", Source.objects.for_tenant(tenant).counted().count()),
        "connections": ("Connections in use", Connection.objects.for_tenant(tenant).counted().count()),
    }
    return [_place(title, count, allowed.most(place)) for place, (title, count) in taken.items()]


def _place(title: str, taken: int, most: int) -> Meter:
    if not most:
        return Meter(title, f"{taken:,}", "no limit", "", "plain", "")
    tone = "fair" if taken >= most else "good"
    beyond = "no place left: LeadHub can raise it" if taken >= most else ""
    return Meter(title, f"{taken:,}", f"of {most:,}", f"{min(100 * taken / most, 100):.1f}%", tone, beyond)


def _step(first: date) -> float:
    return 100 / (_next(first) - first).days


def _day(row: Usage, first: date, highest: int) -> Day:
    height = _CHART_HEIGHT * row.leads / highest if highest else 0
    x = (row.day - first).days * _step(first) + _step(first) * 0.15
    place = {"x": f"{x:.2f}", "y": f"{_CHART_HEIGHT - height:.1f}", "height": f"{height:.1f}"}
    return Day(row.day, row.leads, row.calls, row.agent_minutes, **place)


def _held(tenant: Tenant) -> int:
    held = Step.objects.for_tenant(tenant).filter(state=Step.State.HELD, error_code__in=quota.CODES)
    return int(held.aggregate(leads=Count("lead", distinct=True))["leads"])
