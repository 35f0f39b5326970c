"""What follows when a bridge is over: whoever still rings is hung up, and the timeline says why."""

from collections.abc import Iterable
from datetime import datetime

from apps.calls.models import Bridge, Ring
from apps.core.queues import URGENT
from apps.leads.models import Lead
from apps.outreach import dispatch
from apps.outreach.plan import Planned

# How it ends for who has accepted is known when their call is over.
_UNDECIDED = (Ring.State.UNKNOWN, Ring.State.PLACED, Ring.State.RINGING, Ring.State.ANSWERED)


def over(bridge: Bridge, outcome: Bridge.Outcome, *, now: datetime) -> bool:
    """Close it once, and call off the reps; the bridge is locked. False if it was over."""
    if bridge.over_at:
        return False
    bridge.change(state=Bridge.State.OVER, outcome=outcome, over_at=now)
    call_off(bridge, Ring.Outcome.CALLED_OFF, now=now)
    waited_ms = round((now - bridge.opened_at).total_seconds() * 1000)
    facts = {"bridge": str(bridge.pk), "outcome": outcome.value, "says": outcome.label, "after_ms": waited_ms}
    lead = Lead.reference(bridge.tenant_id, bridge.lead_id)
    lead.tell("bridge.over", at=now, origin=f"{bridge.pk}:{now.isoformat()}", **facts)
    return True


def call_off(bridge: Bridge, why: Ring.Outcome, *, now: datetime, but: int = 0) -> None:
    """Hang up every phone that still rings, or hears of the lead; `but` is the ring that stays."""
    rings = Ring.objects.for_tenant(bridge.tenant_id).open().filter(bridge=bridge).exclude(pk=but)
    # What may be with the carrier already ends when it says so.
    still = list(rings)
    rings.filter(state__in=(Ring.State.INTENT, *_UNDECIDED), outcome="").update(outcome=why)
    dispatch.write(hang_ups(still), tenant_id=bridge.tenant_id, lead=Lead.reference(bridge.tenant_id, bridge.lead_id))


def hang_ups(rings: Iterable[Ring]) -> list[Planned]:
    """End these reps' calls; once each."""
    return [
        Planned("hang_up_rep", f"hang_up_rep:{ring.pk}", queue=URGENT, priority=-1, params={"ring": ring.pk})
        for ring in rings
    ]


def missed(ring: Ring, outcome: Ring.Outcome, *, now: datetime) -> None:
    """The ring is over without the rep having taken the lead: what was known before is believed first."""
    outcome = Ring.Outcome(ring.outcome) if ring.outcome else outcome
    ring.change(state=Ring.State.OVER, outcome=outcome, ended_at=now)
    tell(ring, "rep.missed", now=now, outcome=outcome.value, says=outcome.label)


def tell(ring: Ring, kind: str, *, now: datetime, **facts: object) -> None:
    """One fact of a ring on the lead's timeline, with how long it took from the request."""
    lead = Lead.reference(ring.tenant_id, ring.bridge.lead_id)
    took_ms = max(0, round((now - ring.requested_at).total_seconds() * 1000))
    known = {"rep": ring.rep_id, "rep_name": ring.name, "ring": ring.number, "took_ms": took_ms}
    lead.tell(kind, at=now, origin=f"ring:{ring.pk}", **known, **facts)
