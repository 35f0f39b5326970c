"""Appointments by day, in the tenant's zone; one page of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import QuerySet

from apps.appointments.models import Appointment
from apps.dashboard import words
from apps.dashboard.cursors import Cursor
from apps.tenants.models import Tenant

PAGE = 50
# One that has begun is still of interest to who is late for it.
_BEGUN = timedelta(hours=1)
_STATES = {
    Appointment.State.BOOKED: ("good", "Booked"),
    Appointment.State.HELD: ("warn", "Offered, held"),
    Appointment.State.CANCELLED: ("plain", "Cancelled"),
    Appointment.State.FAILED: ("bad", "Refused by the calendar"),
}


@dataclass(frozen=True)
class Booking:
    """`theirs` is the lead's own time where their clock shows another one."""

    id: UUID
    at: str
    until: str
    theirs: str
    what: str
    lead: UUID
    lead_name: str
    phone: str
    tone: str
    state: str
    cause: str
    call: UUID | None
    calendar: str
    url: str


@dataclass(frozen=True)
class Day:
    label: str
    bookings: Sequence[Booking]


@dataclass(frozen=True)
class Shown:
    """`last` is where the next page goes on, None where there is none."""

    days: Sequence[Day]
    last: Cursor | None


def coming(tenant: Tenant, *, behind: Cursor | None, now: datetime) -> Shown:
    """The next ones first."""
    rows = Appointment.objects.for_tenant(tenant).filter(starts_at__gte=now - _BEGUN, state__in=("booked", "held"))
    alive = rows.exclude(state="held", held_until__lte=now)
    placed = alive.filter(behind.after("starts_at")) if behind else alive
    return _shown(placed.order_by("starts_at", "id"), tenant)


def gone(tenant: Tenant, *, behind: Cursor | None, now: datetime) -> Shown:
    """The latest first, those that were cancelled or refused too."""
    over = Appointment.objects.for_tenant(tenant).filter(state__in=("booked", "cancelled", "failed"))
    rows = over.exclude(state="booked", starts_at__gte=now - _BEGUN)
    placed = rows.filter(behind.before("starts_at")) if behind else rows
    return _shown(placed.order_by("-starts_at", "-id"), tenant)


def _shown(rows: QuerySet[Appointment], tenant: Tenant) -> Shown:
    page = list(rows.select_related("lead", "connection")[: PAGE + 1])
    last = page[PAGE - 1] if len(page) > PAGE else None
    return Shown(_by_day(page[:PAGE], tenant), Cursor(last.starts_at, last.pk) if last else None)


def _by_day(rows: Sequence[Appointment], tenant: Tenant) -> list[Day]:
    days = groupby(rows, key=lambda each: each.starts_at.astimezone(tenant.zone).date())
    return [Day(f"{day:%A} {day.day} {day:%B %Y}", [_booking(each, tenant) for each in found]) for day, found in days]


def _booking(each: Appointment, tenant: Tenant) -> Booking:
    tone, state = _STATES[Appointment.State(each.state)]
    return Booking(
        id=each.pk,
        at=f"{each.starts_at.astimezone(tenant.zone):%H:%M}",
        until=f"{each.ends_at.astimezone(tenant.zone):%H:%M}",
        theirs=_theirs(each, tenant),
        what=each.what,
        lead=each.lead_id,
        lead_name=each.lead.full_name or "No name",
        phone=words.phone(each.lead.phone),
        tone=tone,
        state=state,
        cause=each.cause,
        call=each.call_id,
        calendar=each.connection.name,
        url=each.url if each.url.startswith("https://") else "",
    )


def _theirs(each: Appointment, tenant: Tenant) -> str:
    try:
        local = each.starts_at.astimezone(ZoneInfo(each.zone))
    except (ZoneInfoNotFoundError, ValueError):
        return ""
    is_same = local.utcoffset() == each.starts_at.astimezone(tenant.zone).utcoffset()
    return "" if is_same else f"{local:%H:%M} {local:%Z} for them"
