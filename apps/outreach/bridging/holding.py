"""Who keeps a lead as long as no rep has accepted, and what a call does that waits for one."""

from datetime import datetime
from typing import Protocol

from apps.calls.bridges import IN_VAIN
from apps.calls.models import Bridge, Call
from apps.core.clock import Clock
from apps.integrations.errors import Rejected, Unauthorized
from apps.integrations.models import Family
from apps.outreach import kit
from apps.outreach.kit import Kit
from apps.outreach.models import Playbook, Step
from apps.outreach.outcomes import Again, Held, Outcome, Skipped
from apps.outreach.permit import Permit
from apps.tenants import access

from . import ending, opening, taping


class Place(Protocol):
    """Places a step's call."""

    def __call__(self, step: Step, *, clock: Clock) -> Outcome: ...


# `call_lead` comes sooner; this is for one that was lost.
LONGEST_WAIT_SECONDS = 60.0
# A phone that is being hung up is so within a second or two.
HANG_UP_SECONDS = 5.0


def agent_keeps(step: Step, works: Kit) -> bool:
    """Whether the AI agent talks with the lead until a rep has accepted, or since none would."""
    playbook = works.playbook
    if not playbook.agent_holds or not opening.wants_reps(step, works):
        return False
    match playbook.bridging:
        case Playbook.Bridging.LEAD_FIRST:
            return True
        case Playbook.Bridging.REP_FIRST:
            with access.as_tenant(step.tenant_id):
                bridge = opening.of_step(step.tenant_id, step.pk)
            return bool(bridge and bridge.outcome in IN_VAIN)
    return False


def instead_of_calling(step: Step, permit: Permit, works: Kit, *, now: datetime) -> Outcome | None:
    """What the lead's call does where a rep is to accept first; None where it goes out now."""
    connections = works.usable(Family.TELEPHONY)
    bridge = opening.before(step, permit.lead, connections[0], works, now=now) if connections else None
    if bridge is None or bridge.state in (Bridge.State.ACCEPTED, Bridge.State.TALKING):
        return None
    if bridge.state == Bridge.State.RINGING:
        return Again(LONGEST_WAIT_SECONDS, "a rep is asked first", costs_attempt=False)
    if _is_hanging_up(bridge):
        return Again(HANG_UP_SECONDS, "the rep of the last try is still being hung up", costs_attempt=False)
    if permit.is_artificial or bridge.outcome not in IN_VAIN:
        return None
    return Skipped(Bridge.Outcome(bridge.outcome).label.lower(), code=bridge.outcome)


def _is_hanging_up(bridge: Bridge) -> bool:
    """Whether a rep is to be asked anew, and one who was asked before is still on the line."""
    with access.as_tenant(bridge.tenant_id):
        return opening.was_for_nothing(bridge)


def has_accepted(step: Step, works: Kit) -> Bridge | None:
    """The bridge whose rep waits for this call's lead; None where nobody does."""
    if works.playbook.bridging != Playbook.Bridging.REP_FIRST:
        return None
    with access.as_tenant(step.tenant_id):
        bridge = opening.of_step(step.tenant_id, step.pk)
    return bridge if bridge and bridge.state == Bridge.State.ACCEPTED else None


def is_for(bridge: Bridge, call: Call, works: Kit, *, now: datetime) -> None:
    """This is the call that the rep waits for."""
    with access.as_tenant(bridge.tenant_id):
        bridge.change(call_id=call.pk)
        taping.if_nobody_must_know(bridge, call, works, now=now)


def with_the_rep(step: Step, place: Place, *, clock: Clock) -> Outcome:
    """Place the lead's call; a rep who waits for it does not wait for one that will not come."""
    works = kit.of(step.tenant_id, now=clock())
    try:
        came = place(step, clock=clock)
    except (Rejected, Unauthorized):
        not_called(step, works, now=clock())
        raise
    if isinstance(came, Skipped | Held):
        not_called(step, works, now=clock())
    return came


def not_called(step: Step, works: Kit, *, now: datetime) -> None:
    """The lead is not called after all: a rep who waits for them is let go."""
    if works.playbook.bridging != Playbook.Bridging.REP_FIRST:
        return
    with access.as_tenant(step.tenant_id):
        found = Bridge.objects.for_tenant(step.tenant_id).filter(step_id=step.pk, over_at=None).first()
        if found:
            ending.over(Bridge.locked(step.tenant_id, found.pk), Bridge.Outcome.NOT_REACHED, now=now)
