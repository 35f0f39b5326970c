"""Use case: ring the next phones for a lead, or find that nobody is left. Runs in the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice

from apps.calls.models import Bridge, Ring
from apps.core.queues import URGENT
from apps.leads.models import Lead
from apps.outreach import dispatch
from apps.outreach.kit import Kit
from apps.outreach.plan import Planned

from . import targets
from .targets import Target

Outcome = Bridge.Outcome
# From the request to the first ring; then the rep has their seconds.
SETUP = timedelta(seconds=2)


def ring_next(bridge: Bridge, works: Kit, *, now: datetime) -> Outcome | None:
    """Write the next rings, and the steps that carry them out; the bridge is locked. Why nobody is left to ring.

    Nobody is called here: a step of its own does that for each phone, so that all ring at once.
    """
    lead = Lead.objects.get(tenant_id=bridge.tenant_id, pk=bridge.lead_id)
    rings_ever = list(Ring.objects.for_tenant(bridge.tenant_id).filter(bridge=bridge))
    # Who was asked before it was opened again is asked again.
    before = [ring for ring in rings_ever if ring.requested_at >= bridge.opened_at]
    elsewhere = list(Ring.objects.for_tenant(bridge.tenant_id).open().exclude(bridge=bridge))
    found = targets.next_for(bridge, lead, works, passed=[*before, *elsewhere], now=now)
    chosen = list(islice(found, 1)) if bridge.group == Bridge.Group.IN_TURN else list(found)
    # One that found its phone in another call was never written, and has left a gap.
    last = max((ring.number for ring in rings_ever), default=0)
    rings = _written(bridge, chosen, first=last + 1, now=now)
    if not rings:
        return _why(before, is_anybody_busy=bool(elsewhere or chosen))
    bridge.change(round=bridge.round + 1)
    _promise(bridge, rings, works, lead, now=now)
    return None


def _written(bridge: Bridge, chosen: Sequence[Target], *, first: int, now: datetime) -> list[Ring]:
    """Those whose phone has no other call of ours: the database decides between two leads at one instant."""
    made = [
        Ring(
            tenant_id=bridge.tenant_id,
            bridge=bridge,
            number=number,
            rep_id=target.rep_id,
            name=target.name,
            phone=target.phone,
            requested_at=now,
        )
        for number, target in enumerate(chosen, first)
    ]
    Ring.objects.bulk_create(made, ignore_conflicts=True)
    return list(Ring.objects.for_tenant(bridge.tenant_id).filter(bridge=bridge, number__gte=first).order_by("number"))


def _promise(bridge: Bridge, rings: Sequence[Ring], works: Kit, lead: Lead, *, now: datetime) -> None:
    steps = [ring_rep(ring) for ring in rings]
    patience = SETUP + timedelta(seconds=works.playbook.rep_ring_seconds)
    steps.append(next_rep(bridge, due_at=now + patience))
    dispatch.write(steps, tenant_id=bridge.tenant_id, lead=lead)


def ring_rep(ring: Ring) -> Planned:
    """Call one rep's phone."""
    key, params = f"ring_rep:{ring.bridge_id}:{ring.number}", {"ring": ring.pk}
    return Planned("ring_rep", key, queue=URGENT, priority=-1, params=params, connection_id=ring.bridge.connection_id)


def next_rep(bridge: Bridge, *, due_at: datetime) -> Planned:
    """Nobody has accepted until then: the next one's turn."""
    key, params = f"next_rep:{bridge.pk}:{bridge.round}", {"bridge": str(bridge.pk), "round": bridge.round}
    return Planned("next_rep", key, queue=URGENT, priority=-1, params=params, due_at=due_at)


def _why(before: Sequence[Ring], *, is_anybody_busy: bool) -> Outcome:
    if any(ring.outcome != Ring.Outcome.BUSY for ring in before):
        return Outcome.NOBODY_ACCEPTED
    return Outcome.ALL_BUSY if before or is_anybody_busy else Outcome.NOBODY_ON_DUTY
