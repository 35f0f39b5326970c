"""One lead with everything that happened: identity, speed, waterfall, timeline, promises."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from apps.calls.models import Call, Message
from apps.compliance.models import DncEntry
from apps.dashboard import words
from apps.dashboard.times import Moment, duration, moment
from apps.dashboard.waterfall import chart, speed
from apps.dashboard.waterfall.chart import Chart
from apps.dashboard.waterfall.facts import Fact, first
from apps.dashboard.waterfall.scales import View
from apps.dashboard.waterfall.spans import pause, spans
from apps.leads import latency
from apps.leads.models import Event, Known, Lead
from apps.leads.states import State
from apps.outreach.models import Step
from apps.tenants.models import Tenant

from . import calls_of_lead, facts_of_lead, promises, spent
from .calls_of_lead import CallLink
from .facts_of_lead import Found
from .promises import Promise

_YOUNG = timedelta(minutes=2)
_FAST, _SLOW = 1_000, 10_000
_VIEWS = {View.FIRST: "First 10 s", View.LOG: "Log", View.WHOLE: "Whole"}
_OPEN_CALLS = (Call.State.RESERVED, Call.State.QUEUED, Call.State.RINGING, Call.State.ANSWERED)
_CALL_ENDS = ("call.completed", "conversation.ended", "conversation.broken")
_OPEN_TEXTS = (Message.State.INTENT, Message.State.QUEUED, Message.State.SENT, Message.State.UNKNOWN)


@dataclass(frozen=True)
class Pair:
    name: str
    value: str


@dataclass(frozen=True)
class Choice:
    """A view of the time axis."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class Entry:
    """One event of the timeline."""

    id: int
    kind: str
    what: str
    at: Moment
    since: str
    facts: Sequence[Pair]
    is_bad: bool
    # The call that it ended, for a link to its page.
    call: UUID | None


@dataclass(frozen=True)
class Headline:
    """Received to ringing in one line; the widths split its bar between us and the carrier.

    `law` is the wait for a lawful hour, "" where there was none; the bar leaves it out.
    """

    ring: str
    verdict: str
    law: str
    ours: str
    carrier: str
    ours_width: str
    carrier_width: str


@dataclass(frozen=True)
class LeadPage:
    """`every_ms` is the time until the page should be read again, 0 if nothing can change by itself."""

    id: UUID
    name: str
    phone: str
    phone_label: str
    email: str
    state: str
    state_label: str
    closed: str
    source: str
    is_test: bool
    received: Moment
    zone: str
    records: Sequence[Link]
    answers: Sequence[Pair]
    campaign: Sequence[Pair]
    headline: Headline | None
    unrung: str
    chart: Chart
    views: Sequence[Choice]
    entries: Sequence[Entry]
    calls: Sequence[CallLink]
    spent: Sequence[str]
    found: Sequence[Found]
    promises: Sequence[Promise]
    every_ms: int


def lead_page(tenant: Tenant, lead_id: UUID, *, view: View, now: datetime) -> LeadPage:
    """Everything in fourteen queries. Raises `Lead.DoesNotExist`."""
    lead = Lead.objects.for_tenant(tenant).select_related("source").get(pk=lead_id)
    events = list(Event.objects.for_tenant(tenant).filter(lead=lead).order_by("occurred_at", "id"))
    steps = list(Step.objects.for_tenant(tenant).filter(lead=lead).order_by("due_at", "id"))
    facts = [_fact(event, lead) for event in events]
    calls = list(Call.objects.for_tenant(tenant).filter(lead=lead).exclude(state=Call.State.RELEASED))
    under_way = _under_way(tenant, lead, steps, calls)
    is_open = bool(under_way) or any(step.state in Step.OPEN for step in steps)
    drawn = chart.draw(spans(facts, still_open=under_way), view=view, now_ms=latency.ms_between(lead.received_at, now))
    return LeadPage(
        id=lead.pk,
        name=lead.full_name or "No name",
        phone=lead.phone,
        phone_label=words.phone(lead.phone),
        email=lead.email,
        state=lead.state,
        state_label=State(lead.state).label,
        closed=_closed(tenant, lead),
        source=lead.source.name,
        is_test=lead.is_test,
        received=moment(lead.received_at, now=now, zone=tenant.zone),
        zone=tenant.time_zone,
        records=_records(tenant, lead),
        answers=_pairs(lead.answers),
        campaign=_pairs(lead.campaign),
        headline=_headline(speed.of(facts)),
        unrung=_unrung(facts, is_open=is_open),
        chart=drawn,
        views=[Choice(choice, label, choice is view) for choice, label in _VIEWS.items()],
        entries=[_entry(event, fact, tenant=tenant, now=now) for event, fact in zip(events, facts, strict=True)],
        calls=calls_of_lead.links(tenant, calls, now=now) if calls else (),
        spent=spent.of_lead(tenant, lead),
        found=facts_of_lead.of(tenant, lead, now=now),
        promises=promises.unkept(steps, tenant=tenant, now=now),
        every_ms=_every_ms(lead, is_open=is_open, now=now),
    )


def _fact(event: Event, lead: Lead) -> Fact:
    """Effects name their step in their origin: "step:12"."""
    family, _, step = event.origin.partition(":")
    about = {"step": step.partition(":")[0]} | event.facts if family == "step" else event.facts
    return Fact(event.kind, latency.ms_between(lead.received_at, event.occurred_at), about)


def _under_way(tenant: Tenant, lead: Lead, steps: Sequence[Step], calls: Sequence[Call]) -> set[str]:
    """Ids of all that has no end yet."""
    texts = Message.objects.for_tenant(tenant).filter(lead=lead, direction="out", state__in=_OPEN_TEXTS)
    ids = {str(step.pk) for step in steps if step.state == Step.State.LEASED}
    ids |= {pause(str(step.pk)) for step in steps if step.state in (Step.State.READY, Step.State.UNKNOWN)}
    return (
        ids
        | {str(call.pk) for call in calls if call.state in _OPEN_CALLS}
        | {str(pk) for pk in texts.values_list("pk", flat=True)}
    )


def _every_ms(lead: Lead, *, is_open: bool, now: datetime) -> int:
    if now - lead.received_at < _YOUNG:
        return _FAST
    return _SLOW if is_open else 0


def _records(tenant: Tenant, lead: Lead) -> list[Link]:
    known = Known.objects.for_tenant(tenant).filter(lead=lead).select_related("connection").order_by("id")
    return [
        Link(f"{record.connection.name} {record.kind}", record.url if _is_web(record.url) else "") for record in known
    ]


def _closed(tenant: Tenant, lead: Lead) -> str:
    """What the do-not-call list says of the lead's number, "" if nothing."""
    standing = DncEntry.objects.for_tenant(tenant).filter(phone=lead.phone, lifted_at=None) if lead.phone else None
    closes = standing.values_list("closes", flat=True).first() if standing else None
    return words.CLOSED[closes] if closes else ""


def _is_web(url: str) -> bool:
    return url.startswith(("https://", "http://"))


def _headline(found: speed.Speed | None) -> Headline | None:
    if found is None:
        return None
    whole = max(found.ring_ms - found.law_ms, 1.0)
    return Headline(
        ring=duration(found.ring_ms),
        verdict=speed.verdict(found.ring_ms - found.law_ms),
        law=duration(found.law_ms) if found.law_ms else "",
        ours=duration(found.ours_ms),
        carrier=duration(found.carrier_ms),
        ours_width=f"{100 * found.ours_ms / whole:.3f}%",
        carrier_width=f"{100 * found.carrier_ms / whole:.3f}%",
    )


def _unrung(facts: Sequence[Fact], *, is_open: bool) -> str:
    """Why no phone rang (yet)."""
    about_phones = [fact for fact in facts if fact.of("channel") != "email"]
    for blocked in (first(about_phones, "gate.blocked"), first(facts, "lead.blocked")):
        if blocked:
            said = words.value(blocked.about.get("reasons")) or words.label(blocked.of("reason"))
            return blocked.of("says") or f"Not called: {said}"
    return "Not ringing yet" if is_open else "No call was placed"


def _entry(event: Event, fact: Fact, *, tenant: Tenant, now: datetime) -> Entry:
    return Entry(
        id=event.pk,
        kind=event.kind,
        what=words.event(event.kind, event.facts),
        at=moment(event.occurred_at, now=now, zone=tenant.zone),
        since=f"{fact.ms:+,.0f} ms",
        facts=_pairs(event.facts),
        is_bad=words.is_bad(event.kind),
        call=_call_ended(event),
    )


def _call_ended(event: Event) -> UUID | None:
    try:
        return UUID(str(event.facts.get("call"))) if event.kind in _CALL_ENDS else None
    except ValueError:
        return None


def _pairs(json: dict[str, object]) -> list[Pair]:
    told = [Pair(words.label(name), words.fact(name, value)) for name, value in json.items()]
    return [pair for pair in told if pair.value]
