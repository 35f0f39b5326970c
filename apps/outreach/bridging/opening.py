"""Use case: begin to look for a rep for a lead: beside a call that was answered, or before one is placed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from apps.calls import book
from apps.calls.models import Bridge, Call, Ring
from apps.integrations.models import Connection
from apps.leads.models import Lead
from apps.outreach.kit import Kit
from apps.outreach.models import Playbook, Step
from apps.routing import actions
from apps.routing.actions import AnsweredBy
from apps.tenants import access

from . import ending, rounds, taping

Bridging = Playbook.Bridging


class Decide(Protocol):
    """Whether what is said in the room is recorded: one of `taping`."""

    def __call__(self, bridge: Bridge, call: Call, works: Kit, *, now: datetime) -> None: ...


def wants_reps(step: Step | None, works: Kit) -> bool:
    """Whether a person is to talk with the lead, as the step's rule or else the playbook has it."""
    wanted = actions.of_step(step.params if step else {})
    if wanted.answered_by is AnsweredBy.PLAYBOOK:
        return not works.playbook.agent_answers and bool(works.playbook.rep_phone)
    return wanted.wants_a_person


def beside(call: Call, step: Step | None, works: Kit, *, decide: Decide, now: datetime) -> Bridge | None:
    """The lead has answered: reps are rung from now on, once a call. None where no rep comes in this way."""
    if works.playbook.bridging == Bridging.DIRECT or not wants_reps(step, works) or not _has_rooms(call.connection):
        return None
    if call.step_id is None:
        return None
    with access.as_tenant(call.tenant_id):
        if known := of_step(call.tenant_id, call.step_id):
            known.connection = call.connection
            _bind(known, call)
            return known
        bridge = _made(call.step_id, works, wanted=_whom(step), **_of_call(call), opened_at=now)
        decide(bridge, call, works, now=now)
        _begun(bridge, works, now=now)
        return bridge


def before(step: Step, lead: Lead, connection: Connection, works: Kit, *, now: datetime) -> Bridge | None:
    """The lead shall be called once a rep has accepted: reps are rung from now on. None: not this way.

    Once a step, and anew each time that the lead's call does not go after all.
    """
    if works.playbook.bridging != Bridging.REP_FIRST or not wants_reps(step, works) or not _has_rooms(connection):
        return None
    with access.as_tenant(step.tenant_id):
        bridge = of_step(step.tenant_id, step.pk)
        if bridge is None:
            bridge = _made(step.pk, works, wanted=_whom(step), lead_id=lead.pk, connection=connection, opened_at=now)
        elif not _opened_again(bridge, connection, now=now):
            return bridge
        _begun(bridge, works, now=now)
        return bridge


def for_transfer(call: Call, whom: Mapping[str, object], works: Kit, *, now: datetime) -> Bridge | None:
    """The agent puts the lead through to somebody: they are rung. None where the carrier has no rooms.

    None, too, for a call that came in: it is put through without a room.
    """
    if call.step_id is None or works.playbook.bridging == Bridging.DIRECT or not _has_rooms(call.connection):
        return None
    with access.as_tenant(call.tenant_id):
        bridge = of_step(call.tenant_id, call.step_id)
        if bridge and not bridge.over_at:
            return bridge
        if bridge is None:
            bridge = _made(call.step_id, works, wanted=dict(whom), **_of_call(call), opened_at=now)
        else:
            # Nobody had accepted while the agent talked; now somebody is asked by name.
            bridge.change(state=Bridge.State.RINGING, outcome="", over_at=None, wanted=dict(whom))
        bridge.connection = call.connection
        taping.if_told(bridge, call, works, now=now)
        _begun(bridge, works, now=now)
        return bridge


def of_step(tenant_id: int, step_id: int | None) -> Bridge | None:
    """The bridge of a call's step, as it stands; in the caller's view. A call that came in has no step, and none."""
    return Bridge.objects.of_step(tenant_id, step_id).select_related("connection").first()


def was_for_nothing(bridge: Bridge) -> bool:
    """Whether it was closed because the lead's call did not go; in the caller's view."""
    if bridge.outcome != Bridge.Outcome.NOT_REACHED:
        return False
    return not book.may_have_rung(bridge.tenant_id, step_id=bridge.step_id)


def _has_rooms(connection: Connection) -> bool:
    return connection.telephony().rooms() is not None


def _whom(step: Step | None) -> dict[str, object]:
    wanted = actions.of_step(step.params if step else {})
    return {"team": wanted.team, "rep": wanted.rep} if wanted.wants_a_person else {}


def _made(step_id: int, works: Kit, **values: object) -> Bridge:
    """A row of its own; of two at one instant the second finds the first's."""
    values = {"group": works.playbook.ring_group, **values}
    made, _ = Bridge.objects.get_or_create(tenant_id=works.tenant.pk, step_id=step_id, defaults=values)
    return made


def _of_call(call: Call) -> dict[str, object]:
    return {"lead_id": call.lead_id, "call_id": call.pk, "connection": call.connection}


def _begun(bridge: Bridge, works: Kit, *, now: datetime) -> None:
    """Ring the first; whoever comes second, as a carrier does that asks twice, finds them rung."""
    locked = Bridge.locked(bridge.tenant_id, bridge.pk)
    locked.connection = bridge.connection
    if Ring.objects.for_tenant(bridge.tenant_id).open().filter(bridge=bridge).exists():
        return
    if why := rounds.ring_next(locked, works, now=now):
        ending.over(locked, why, now=now)
    bridge.state, bridge.outcome, bridge.over_at = locked.state, locked.outcome, locked.over_at


def _opened_again(bridge: Bridge, connection: Connection, *, now: datetime) -> bool:
    """As if nobody had been asked; not before the phones of the last time are at rest, whose news is still to come."""
    locked = Bridge.locked(bridge.tenant_id, bridge.pk)
    rings = Ring.objects.for_tenant(bridge.tenant_id).filter(bridge=bridge)
    if not was_for_nothing(locked) or rings.open().exists():
        return False
    bridge.change(winner_id=None, accepted_at=None, over_at=None, call_id=None)
    bridge.change(state=Bridge.State.RINGING, outcome="", opened_at=now, connection=connection)
    return True


def _bind(bridge: Bridge, call: Call) -> None:
    """The call that the reps were rung for is there."""
    if bridge.call_id is None:
        bridge.change(call_id=call.pk)
