"""Use case: a rep has picked up, hears of the lead, and takes them by a key: of several who press it one has them."""

from datetime import datetime

from apps.calls.models import Bridge, Ring
from apps.integrations.http import Document
from apps.integrations.telephony.base import AnswerScript, Offer, Telephony
from apps.leads.models import Lead
from apps.outreach import addresses
from apps.routing import choose
from apps.routing.chosen import By
from apps.tenants import access

from . import ending, leading, seats, whispering

TOO_LATE = "Thank you, a colleague was faster. Goodbye."
TIME_UP = "Thank you, somebody else is being asked by now. Goodbye."
CALLED_OFF = "Thank you, the lead has hung up. Goodbye."


def offered(ring: Ring, carrier: Telephony, *, now: datetime) -> Document:
    """What a rep hears who has picked up; nobody is told of a lead who is gone."""
    with access.as_tenant(ring.tenant_id):
        bridge = Bridge.objects.get(tenant_id=ring.tenant_id, pk=ring.bridge_id)
        if refused := _refusal(ring, bridge):
            return carrier.answer(AnswerScript(refused))
        spoken = whispering.of(ring, bridge, now=now)
    accept_url = addresses.callback(ring.bridge.connection.vendor, ring.token, "rep-accept")
    return seats.rooms_of(ring.bridge).offer(Offer(spoken, accept_url))


def accepted(ring: Ring, carrier: Telephony, *, now: datetime) -> Document:
    """They have pressed 1: into the room with them, if nobody was faster and the lead is still there."""
    with access.as_tenant(ring.tenant_id):
        bridge = Bridge.locked(ring.tenant_id, ring.bridge_id)
        bridge.connection = ring.bridge.connection
        ring = Ring.locked(ring.tenant_id, ring.pk)
        ring.bridge = bridge
        if not _has_them(ring, bridge, now=now):
            refused = _refusal(ring, bridge) or TOO_LATE
            if not ring.outcome:
                ring.change(outcome=Ring.Outcome.TOO_LATE if refused == TOO_LATE else Ring.Outcome.CALLED_OFF)
            return carrier.answer(AnswerScript(refused))
    return seats.rooms_of(bridge).join("", seats.of_rep(ring))


def _has_them(ring: Ring, bridge: Bridge, *, now: datetime) -> bool:
    """Whether the lead is this ring's: theirs already, or theirs from now on."""
    if ring.accepted_at:
        return not ring.ended_at
    if ring.ended_at or _refusal(ring, bridge):
        return False
    if ring.purpose == Ring.Purpose.TAKE and not bridge.give_to(ring, at=now):
        return False
    ring.change(state=Ring.State.ACCEPTED, accepted_at=now)
    ending.tell(ring, "rep.accepted", now=now)
    if ring.rep_id:
        choose.give(Lead.reference(ring.tenant_id, bridge.lead_id), ring.rep_id, by=By.ACCEPTED, now=now)
    if ring.purpose == Ring.Purpose.TAKE:
        ending.call_off(bridge, Ring.Outcome.TOO_LATE, now=now, but=ring.pk)
        leading.to_the_rep(bridge, now=now)
    elif ring.purpose == Ring.Purpose.COLD or not (bridge.winner and bridge.winner.is_there):
        bridge.change(winner_id=ring.pk)
        leading.resume(bridge, now=now)
    return True


def _refusal(ring: Ring, bridge: Bridge) -> str:
    """Why this ring can't have the lead any more; "" while it can."""
    if bridge.over_at:
        return CALLED_OFF
    if ring.outcome == Ring.Outcome.NO_ANSWER:
        return TIME_UP  # the next one is being rung, and this call hung up
    is_taken = bridge.winner_id not in (None, ring.pk)
    return TOO_LATE if ring.purpose == Ring.Purpose.TAKE and is_taken else ""
