"""Where the lead's own call goes: to the rep who has accepted, to a last word, or on its way at all. In one's view."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from apps.calls.bridges import IN_VAIN
from apps.calls.models import Bridge, Call, Conversation
from apps.core.queues import URGENT
from apps.leads.models import Lead
from apps.outreach import dispatch, plan
from apps.outreach.models import Step
from apps.outreach.plan import Planned

from . import ending

# What the agent's conversation came to, as its script has it.
TRANSFERRED = "transferred"
# A worker that has just put the step back needs a moment.
STEP_BACK = timedelta(milliseconds=50)


def to_the_rep(bridge: Bridge, *, now: datetime) -> None:
    """Somebody has accepted: the lead is called, or leaves the agent for the room; who waits there stays."""
    if bridge.call_id is None:
        _write(bridge, _call_lead(bridge, now=now))
    elif _agent_talks(bridge):
        # Said before the stream is cut, so that nothing counts as broken off.
        _talks(bridge).update(state=Conversation.State.OVER, disposition=TRANSFERRED)
        _write(bridge, _move_lead(bridge))


def in_vain(bridge: Bridge, why: Bridge.Outcome, *, now: datetime) -> None:
    """Nobody is left to ring: the agent keeps the lead, who waits alone hears so, and who was to be called is."""
    if not ending.over(bridge, why, now=now):
        return
    if bridge.call_id is None:
        _write(bridge, _call_lead(bridge, now=now))
    elif not _agent_talks(bridge):
        _write(bridge, _move_lead(bridge))


def gone(call: Call, *, now: datetime) -> None:
    """The lead's call is over: whoever still rings for it is hung up; runs in the transaction that wrote the end."""
    found = Bridge.objects.of_step(call.tenant_id, call.step_id).filter(over_at=None).first()
    if found is None:
        return
    bridge = Bridge.locked(call.tenant_id, found.pk)
    outcome = Bridge.Outcome.NOT_REACHED if call.answered_at is None else Bridge.Outcome.LEAD_HUNG_UP
    ending.over(bridge, Bridge.Outcome.TALKED if bridge.talking_at else outcome, now=now)


def met_a_machine(call: Call, *, now: datetime) -> None:
    """No person picked up: no rep is wanted."""
    found = Bridge.objects.of_step(call.tenant_id, call.step_id).filter(over_at=None).first()
    if found and found.state == Bridge.State.RINGING:
        ending.over(Bridge.locked(call.tenant_id, found.pk), Bridge.Outcome.MACHINE, now=now)


def is_in_vain(call: Call) -> bool:
    """Whether the lead answered, and nobody of us was there but a message."""
    bridges = Bridge.objects.of_step(call.tenant_id, call.step_id).filter(talking_at=None)
    return bridges.filter(outcome__in=(*IN_VAIN, Bridge.Outcome.LEAD_HUNG_UP)).exists()


def resume(bridge: Bridge, *, now: datetime) -> None:
    """A lead who waits waits no longer; nothing for one who does not."""
    if bridge.is_held:
        _write(bridge, _resume_lead(bridge, now=now))


def lost(bridge: Bridge, *, now: datetime) -> None:
    """The lead was passed on, and nobody took them: a last word."""
    if ending.over(bridge, Bridge.Outcome.NOBODY_ACCEPTED, now=now):
        _write(bridge, _move_lead(bridge))


def hang_up(bridge: Bridge) -> None:
    """End the lead's call."""
    call = Call.objects.get(tenant_id=bridge.tenant_id, step_id=bridge.step_id)
    _write(bridge, plan.hang_up(str(call.pk), call.provider_id))


def waiting_step(step: Step) -> Step | None:
    """The step that calls the lead of this one's bridge, while it waits for a rep."""
    bridge = Bridge.objects.get(tenant_id=step.tenant_id, pk=step.params["bridge"])
    open_still = Step.objects.filter(tenant_id=step.tenant_id, state__in=(Step.State.READY, Step.State.LEASED))
    return open_still.filter(pk=bridge.step_id).first()


def _agent_talks(bridge: Bridge) -> bool:
    return _talks(bridge).exists()


def _talks(bridge: Bridge) -> QuerySet[Conversation]:
    """The agent's, as long as it has not said how it is to end."""
    talks = Conversation.objects.of_call(bridge.tenant_id, bridge.call_id)
    return talks.filter(state__in=(Conversation.State.EXPECTED, Conversation.State.OPEN))


def _call_lead(bridge: Bridge, *, now: datetime) -> Planned:
    key, params = f"call_lead:{bridge.pk}:{bridge.round}:{bridge.state}", {"bridge": str(bridge.pk)}
    return Planned("call_lead", key, queue=URGENT, priority=-1, params=params)


def _resume_lead(bridge: Bridge, *, now: datetime) -> Planned:
    key, params = f"resume_lead:{bridge.pk}:{now.isoformat()}", {"bridge": str(bridge.pk)}
    return Planned("resume_lead", key, queue=URGENT, priority=-1, params=params, connection_id=bridge.connection_id)


def _move_lead(bridge: Bridge) -> Planned:
    key, params = f"move_lead:{bridge.pk}:{bridge.round}:{bridge.state}", {"bridge": str(bridge.pk)}
    return Planned("move_lead", key, queue=URGENT, priority=-1, params=params, connection_id=bridge.connection_id)


def _write(bridge: Bridge, planned: Planned) -> None:
    dispatch.write([planned], tenant_id=bridge.tenant_id, lead=Lead.reference(bridge.tenant_id, bridge.lead_id))
