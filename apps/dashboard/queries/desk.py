"""A rep's desk: which leads ring or talk at this moment, what is known of them, and what can be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from apps.calls.models import Call, Ring
from apps.dashboard import words
from apps.dashboard.times import Moment, moment
from apps.leads.models import Known, Lead
from apps.outreach import abandonment
from apps.outreach.abandonment import Share
from apps.outreach.bridging import passing
from apps.outreach.models import Playbook
from apps.routing.models import Assignment, Rep
from apps.tenants.models import Tenant, User

MOST_CARDS, MOST_FACTS = 12, 6
# A call whose end was lost is not for ever "now".
_NOW = timedelta(hours=1)
_STATES = {
    Ring.State.INTENT: "Your phone is called",
    Ring.State.UNKNOWN: "Your phone is called",
    Ring.State.PLACED: "Your phone is called",
    Ring.State.RINGING: "Your phone rings: pick up and press 1",
    Ring.State.ANSWERED: "Press 1 to take the lead",
    Ring.State.ACCEPTED: "You have the lead",
}


@dataclass(frozen=True)
class Card:
    """One lead who is on the phone, or whose phone rings. `ring` is the desk's own call for them, 0 without one."""

    lead_id: UUID
    name: str
    source: str
    phone: str
    facts: Sequence[tuple[str, str]]
    crm_url: str
    crm_label: str
    state: str
    at: Moment
    ring: int = 0
    is_talking: bool = False
    is_held: bool = False
    is_muted: bool = False


@dataclass(frozen=True)
class Desk:
    """`is_rep`: the login belongs to one; `colleagues` are whom a lead can be passed on to."""

    is_rep: bool
    is_on_duty: bool
    cards: Sequence[Card]
    colleagues: Sequence[Rep]
    share: Share
    is_paused: bool

    @property
    def news(self) -> str:
        """Said to who does not look."""
        return f"{self.cards[0].name}: {self.cards[0].state}" if self.cards else ""


def reps_of(tenant: Tenant, user: User) -> list[Rep]:
    """Who the login is on the floor: one in each of their teams; in the caller's view."""
    mine = Rep.objects.for_tenant(tenant).filter(membership__user=user, is_active=True)
    return list(mine.order_by("id"))


def desk(tenant: Tenant, user: User, *, now: datetime) -> Desk:
    """What stands before this login at this moment."""
    mine = reps_of(tenant, user)
    ids = [rep.pk for rep in mine]
    rings = Ring.objects.for_tenant(tenant).open().filter(rep_id__in=ids).select_related("bridge")
    held = {ring.bridge.lead_id: ring for ring in rings.order_by("-id")[:MOST_CARDS]}
    calls = _ringing(tenant, ids, now=now)
    leads = _leads(tenant, [*held, *calls])
    records = _records(tenant, list(leads))

    def card(lead: Lead) -> Card:
        ring, call = held.get(lead.pk), calls.get(lead.pk)
        since = ring.requested_at if ring else call.created_at if call else now
        return _card(lead, ring, call, records.get(lead.pk), moment(since, now=now, zone=tenant.zone))

    cards = [card(lead) for lead in leads.values()]
    is_talking = any(card.is_talking for card in cards)
    return Desk(
        is_rep=bool(mine),
        share=abandonment.share(tenant.pk, now=now),
        is_paused=Playbook.of(tenant).rep_calls_paused_at is not None,
        is_on_duty=any(not rep.is_away for rep in mine),
        cards=sorted(cards, key=lambda card: (not card.ring, card.name)),
        colleagues=[rep for rep in passing.who(tenant, but=None, now=now) if rep.pk not in ids] if is_talking else [],
    )


def _ringing(tenant: Tenant, reps: Sequence[int], *, now: datetime) -> dict[UUID, Call]:
    """Calls of the reps' own leads that ring, or were answered, this moment."""
    under_way = Call.objects.for_tenant(tenant).filter(state__in=(Call.State.RINGING, Call.State.ANSWERED))
    recent = list(under_way.filter(created_at__gt=now - _NOW, ended_at=None).order_by("-created_at", "-id")[:100])
    given = Assignment.objects.for_tenant(tenant).filter(lead_id__in=[call.lead_id for call in recent])
    holder = dict(given.order_by("id").values_list("lead_id", "rep_id"))
    return {call.lead_id: call for call in recent if holder.get(call.lead_id) in reps}


def _leads(tenant: Tenant, ids: Sequence[UUID]) -> dict[UUID, Lead]:
    """By their ids, in the order in which they were asked for."""
    found = Lead.objects.for_tenant(tenant).select_related("source").in_bulk(dict.fromkeys(ids[:MOST_CARDS]))
    return {lead_id: found[lead_id] for lead_id in ids if lead_id in found}


def _records(tenant: Tenant, ids: Sequence[UUID]) -> dict[UUID, Known]:
    """The CRM's record of each lead that has one to be opened."""
    known = (
        Known.objects.for_tenant(tenant).filter(lead_id__in=ids, url__startswith="http").select_related("connection")
    )
    return {each.lead_id: each for each in known.order_by("-id")}


def _card(lead: Lead, ring: Ring | None, call: Call | None, record: Known | None, at: Moment) -> Card:
    bridge = ring.bridge if ring else None
    return Card(
        lead_id=lead.pk,
        name=lead.full_name or "Without a name",
        source=lead.source.name,
        phone=words.phone(lead.phone),
        facts=[(words.label(str(name)), words.value(told)) for name, told in list(lead.answers.items())[:MOST_FACTS]],
        crm_url=record.url if record else "",
        crm_label=record.connection.name if record else "",
        state=_state(ring, call),
        at=at,
        ring=ring.pk if ring else 0,
        is_talking=bool(ring and bridge and ring.accepted_at and bridge.talking_at),
        is_held=bool(bridge and bridge.is_held),
        is_muted=bool(ring and ring.is_muted),
    )


def _state(ring: Ring | None, call: Call | None) -> str:
    if ring and ring.accepted_at and ring.bridge.talking_at:
        return "On hold" if ring.bridge.is_held else "You are talking"
    if ring:
        return _STATES[Ring.State(ring.state)]
    return "On the phone" if call and call.answered_at else "The lead's phone rings"
