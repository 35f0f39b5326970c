"""The lead list: one page of rows, newest first, and what came in meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.dashboard import milestones, searching, words
from apps.dashboard.filters import Cursor, Filters
from apps.dashboard.milestones import Milestone
from apps.dashboard.times import Moment, duration, moment
from apps.dashboard.waterfall import speed
from apps.dashboard.waterfall.facts import Fact
from apps.leads import latency
from apps.leads.models import Event, Lead
from apps.leads.states import State
from apps.outreach.models import Step
from apps.tenants.models import Tenant

from . import outcomes
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
    """One page in six queries, however many leads there are."""
    found = matching(tenant, wanted)
    page = list(_placed(found, wanted).select_related("source").order_by("-received_at", "-id")[: PAGE + 1])
    leads = page[:PAGE]
    is_top = wanted.before is None
    first = Cursor(leads[0].received_at, leads[0].pk) if leads else None
    last = Cursor(leads[-1].received_at, leads[-1].pk) if len(page) > PAGE else None
    rows = _rows(leads, tenant=tenant, now=now)
    return Listing(
        rows=rows,
        found=_found(found) if wanted.narrows else "",
        newer=_newer(found, wanted.upto),
        here=wanted.url(before=wanted.before),
        held=wanted.url(before=wanted.before, upto=first if is_top else None),
        older=wanted.url(before=last) if last else "",
        top=wanted.url(),
        is_top=is_top,
        every_ms=_TOP_MS if is_top and not wanted.text else _CALM_MS,
        calm_ms=_TOP_MS if any(row.ring and row.ring.verdict == "live" for row in rows) else _TOLD_MS,
    )


def matching(tenant: Tenant, wanted: Filters) -> QuerySet[Lead]:
    """Every lead that passes the filters, wherever the page is."""
    leads: QuerySet[Lead] = Lead.objects.for_tenant(tenant)
    if wanted.text:
        leads = leads.filter(searching.matching(wanted.text, tenant=tenant))
    if wanted.state:
        leads = leads.filter(state=wanted.state)
    if wanted.source:
        leads = leads.filter(source__slug=wanted.source)
    if wanted.is_real:
        leads = leads.filter(is_test=False)
    leads = _received(leads, wanted, tenant=tenant)
    return milestones.reaching(leads, Milestone(wanted.reached)) if wanted.reached else leads


def _received(leads: QuerySet[Lead], wanted: Filters, *, tenant: Tenant) -> QuerySet[Lead]:
    since, until = wanted.days.since(tenant.zone), wanted.days.until(tenant.zone)
    leads = leads.filter(received_at__gte=since) if since else leads
    return leads.filter(received_at__lt=until) if until else leads


def _placed(leads: QuerySet[Lead], wanted: Filters) -> QuerySet[Lead]:
    if wanted.before:
        return leads.filter(_older(wanted.before))
    return leads.filter(_older(wanted.upto) | Q(pk=wanted.upto.lead_id)) if wanted.upto else leads


def _older(than: Cursor) -> Q:
    same_instant = Q(received_at=than.received_at, id__lt=than.lead_id)
    return Q(received_at__lte=than.received_at) & (Q(received_at__lt=than.received_at) | same_instant)


def _found(leads: QuerySet[Lead]) -> str:
    """Ten thousand are enough to know; past them nobody waits for the database to count."""
    count = leads.order_by()[: _MOST_FOUND + 1].count()
    told = f"more than {_MOST_FOUND:,}" if count > _MOST_FOUND else f"{count:,}"
    return f"{told} lead" if count == 1 else f"{told} leads"


def _newer(leads: QuerySet[Lead], upto: Cursor | None) -> str:
    if upto is None:
        return ""
    above = leads.filter(received_at__gte=upto.received_at).exclude(_older(upto)).exclude(pk=upto.lead_id)
    count = len(above.order_by("pk").values_list("pk", flat=True)[: _MOST_COUNTED + 1])
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
