"""Use case: what happens in a bridge's room: who is in it, and when the two began to talk."""

from datetime import datetime

from apps.calls.models import Bridge, Call, Ring
from apps.integrations.telephony.base import RoomEvent, RoomNews
from apps.leads.models import Lead
from apps.leads.states import State
from apps.tenants import access

from . import seats


def take(bridge: Bridge, news: RoomNews, *, now: datetime) -> None:
    """Take it in; twice or late is harmless. News of another room is none."""
    if news.room != str(bridge.pk):
        return
    with access.as_tenant(bridge.tenant_id):
        bridge = Bridge.locked(bridge.tenant_id, bridge.pk)
        ring = _ring(bridge, news.label)
        if seats.is_lead(news.label, bridge):
            _of_lead(bridge, news.event, now=now)
        elif ring:
            _of_rep(ring, news.event, now=now)
        if news.event is RoomEvent.JOINED:
            _perhaps_talking(bridge, now=now)


def _ring(bridge: Bridge, label: str) -> Ring | None:
    number = seats.number_of(label, bridge) or 0
    return Ring.objects.for_tenant(bridge.tenant_id).filter(bridge=bridge, number=number).first()


def _of_lead(bridge: Bridge, event: RoomEvent, *, now: datetime) -> None:
    match event:
        case RoomEvent.JOINED if not bridge.lead_in_at:
            bridge.change(lead_in_at=now)
        case RoomEvent.HELD:
            bridge.change(is_held=True)
        case RoomEvent.RESUMED:
            bridge.change(is_held=False)


def _of_rep(ring: Ring, event: RoomEvent, *, now: datetime) -> None:
    match event:
        case RoomEvent.JOINED if not ring.joined_at:
            ring.change(joined_at=now)
        case RoomEvent.MUTED:
            ring.change(is_muted=True)
        case RoomEvent.UNMUTED:
            ring.change(is_muted=False)


def _perhaps_talking(bridge: Bridge, *, now: datetime) -> None:
    """Both are in: from now on somebody speaks with the lead."""
    winner = bridge.winner
    if bridge.talking_at or bridge.over_at or not (bridge.lead_in_at and winner and winner.joined_at):
        return
    bridge.change(state=Bridge.State.TALKING, talking_at=now)
    lead = Lead.objects.get(tenant_id=bridge.tenant_id, pk=bridge.lead_id)
    facts = {"bridge": str(bridge.pk), "rep": winner.rep_id, "rep_name": winner.name}
    facts["after_ms"] = round((now - bridge.opened_at).total_seconds() * 1000)
    lead.tell("bridge.talking", at=now, origin=f"{bridge.pk}:{winner.number}", **facts)
    lead.move_to(State.ENGAGED, at=now, reason=f"talks with {winner.name}" if winner.name else "talks with a rep")
    if bridge.call_id:
        Call.objects.filter(tenant_id=bridge.tenant_id, pk=bridge.call_id, spoken_to_at=None).update(spoken_to_at=now)
