"""The lead list: one page of rows, newest first, and what came in meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.dashboard import milestones, words
from apps.dashboard.cursors import Cursor
from apps.dashboard.filters import Filters
from apps.dashboard.times import Moment, duration, moment
from apps.dashboard.waterfall import speed
from apps.dashboard.waterfall.facts import Fact
from apps.leads import latency
from apps.leads.models import Event, Lead
from apps.leads.states import State
from apps.outreach.models import Step
from apps.tenants.models import Tenant

from . import matching, outcomes
from .matching import Places
from .outcomes import Outcome

PAGE = 50
_MOST_COUNTED = 99
_MOST_FOUND = 10_000
_TOP_MS, _CALM_MS, _TOLD_MS = 1_000, 5_000, 15_000
# The bar of a row is full at twice the target.
_FULL_MS = 2 * speed.TARGET_MS


@dataclass(frozen=True)
class Ring:
    """How long it took, or takes so far, until the phone rang."""

    label: str
    verdict: str
    width: str


@dataclass(frozen=True)
class Row:
    id: UUID
    name: str
    contact: str
    source: str
    state: str
    state_label: str
    received: Moment
    ring: Ring | None
    call: Outcome | None
    text: Outcome | None
    is_in_crm: bool
    failures: str
    is_test: bool


@dataclass(frozen=True)
class Listing:
    """Query strings: `here` of this page, `held` from its first row on, `older`, and `top`.

    `found` counts all that match, "" where nothing narrows the list; `newer` those above the first row, "" for none;
    `every_ms` says when to read again, `calm_ms` when at the latest where a stream tells of news: a clock that runs in
    a row needs no news.
    """

    rows: Sequence[Row]
    found: str
    newer: str
    here: str
    held: str
    older: str
    top: str
    is_top: bool
    every_ms: int
    calm_ms: int


def listing(tenant: Tenant, wanted: Filters, *, now: datetime) -> Listing:
    """One page in eight queries, however many leads there are."""
    if wanted.reached:
        milestones.bring_up(tenant)
    found = matching.places(tenant, wanted)
    page = matching.page(found, wanted, most=PAGE + 1)
    is_top = wanted.before is None
    first = page[0] if page else None
    last = page[PAGE - 1] if len(page) > PAGE else None
    rows = _rows(_leads(page[:PAGE], tenant=tenant), tenant=tenant, now=now)
    return Listing(
        rows=rows,
        found=_found(found, page, wanted) if wanted.narrows else "",
        newer=_newer(found, wanted.upto),
        here=wanted.url(before=wanted.before),
        held=wanted.url(before=wanted.before, upto=first if is_top else None),
        older=wanted.url(before=last) if last else "",
        top=wanted.url(),
        is_top=is_top,
        every_ms=_TOP_MS if is_top and not wanted.text else _CALM_MS,
        calm_ms=_TOP_MS if any(row.ring and row.ring.verdict == "live" for row in rows) else _TOLD_MS,
    )


def _leads(page: Sequence[Cursor], *, tenant: Tenant) -> list[Lead]:
    """In the page's order."""
    mine = Lead.objects.for_tenant(tenant).filter(pk__in=[place.id for place in page])
    return list(mine.select_related("source").order_by("-received_at", "-id"))


def _found(found: Places, page: Sequence[Cursor], wanted: Filters) -> str:
    """Ten thousand are enough to know; past them nobody waits for the database to count."""
    is_all = not wanted.before and not wanted.upto and len(page) <= PAGE
    count = len(page) if is_all else found.order_by()[: _MOST_FOUND + 1].count()
    told = f"more than {_MOST_FOUND:,}" if count > _MOST_FOUND else f"{count:,}"
    return f"{told} lead" if count == 1 else f"{told} leads"


def _newer(found: Places, upto: Cursor | None) -> str:
    if upto is None:
        return ""
    count = matching.newer(found, upto)[: _MOST_COUNTED + 1].count()
    return f"{_MOST_COUNTED}+" if count > _MOST_COUNTED else str(count or "")


def _rows(leads: Sequence[Lead], *, tenant: Tenant, now: datetime) -> list[Row]:
    facts = _facts(leads, tenant=tenant)
    dead: dict[UUID | None, list[str]] = {}
    failed = Step.objects.for_tenant(tenant).filter(lead__in=leads, state=Step.State.DEAD).order_by("id")
    for lead_id, kind, error in failed.values_list("lead_id", "kind", "last_error"):
        dead.setdefault(lead_id, []).append(f"{kind}: {error}")
    return [_row(lead, facts[lead.pk], dead.get(lead.pk, []), tenant=tenant, now=now) for lead in leads]


def _facts(leads: Sequence[Lead], *, tenant: Tenant) -> dict[UUID, list[Fact]]:
    received = {lead.pk: lead.received_at for lead in leads}
    facts: dict[UUID, list[Fact]] = {lead.pk: [] for lead in leads}
    events = Event.objects.for_tenant(tenant).filter(lead__in=leads, kind__in=outcomes.KINDS)
    for event in events.order_by("occurred_at", "id"):
        ms = latency.ms_between(received[event.lead_id], event.occurred_at)
        facts[event.lead_id].append(Fact(event.kind, ms, event.facts))
    return facts


def _row(lead: Lead, facts: Sequence[Fact], dead: Sequence[str], *, tenant: Tenant, now: datetime) -> Row:
    summary = outcomes.summed_up(facts)
    return Row(
        id=lead.pk,
        name=lead.full_name or "No name",
        contact=words.phone(lead.phone) or lead.email,
        source=lead.source.name,
        state=lead.state,
        state_label=State(lead.state).label,
        received=moment(lead.received_at, now=now, zone=tenant.zone),
        ring=_ring(summary, waited_ms=latency.ms_between(lead.received_at, now)),
        call=summary.call,
        text=summary.text,
        is_in_crm=summary.is_in_crm,
        failures="; ".join(dead),
        is_test=lead.is_test,
    )


def _ring(summary: outcomes.Summary, *, waited_ms: float) -> Ring | None:
    if summary.speed:
        ms = summary.speed.ring_ms
        return Ring(duration(ms), speed.verdict(ms), _width(ms))
    if summary.call and summary.call.tone == "live":
        return Ring(f"{duration(waited_ms)}…", "live", _width(waited_ms))
    return None


def _width(ms: float) -> str:
    return f"{min(100 * ms / _FULL_MS, 100):.2f}%"
