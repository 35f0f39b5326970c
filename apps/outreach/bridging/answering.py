"""Use case: a lead has answered whom a rep is to talk with: what the carrier shall do with their call."""

from datetime import datetime

from apps.calls.models import Bridge, Call, CallAttempt, Conversation
from apps.integrations.http import Document
from apps.integrations.telephony.base import AnswerScript, Telephony
from apps.leads.models import Lead
from apps.leads.states import State
from apps.outreach import kit
from apps.outreach.models import Playbook, Step
from apps.tenants import access

from . import last_words, opening, seats, taping

SOMEBODY = "a colleague"


def document(call: Call, carrier: Telephony, talk: AnswerScript | None, *, now: datetime) -> Document | None:
    """None where no rep comes in by a room. With a `talk` the agent speaks while the reps are rung beside."""
    works = kit.of(call.tenant_id, now=now)
    if works.playbook.bridging == Playbook.Bridging.DIRECT:
        return None
    with access.as_tenant(call.tenant_id):
        step = Step.objects.filter(tenant_id=call.tenant_id, pk=call.step_id).first() if call.step_id else None
    # Who comes from the agent can't be told any more: the greeting was the agent's.
    decide = taping.if_nobody_must_know if talk else taping.if_told
    bridge = opening.beside(call, step, works, decide=decide, now=now)
    if bridge is None:
        if talk is None:
            _engaged(call, now=now)
        return None
    if talk:
        return carrier.answer(talk)
    if bridge.over_at:
        with access.as_tenant(call.tenant_id):
            return carrier.answer(AnswerScript(last_words.sorry(bridge, now=now)))
    return last_words.greeted(bridge, call.lead, now=now)


def _engaged(call: Call, *, now: datetime) -> None:
    """Nobody comes in by a room: to have answered is to be reached, as without rooms."""
    with access.as_tenant(call.tenant_id):
        lead = Lead.reference(call.tenant_id, call.lead_id)
        lead.move_to(State.ENGAGED, at=now, reason="answered the call")


def after_the_agent(attempt: CallAttempt, carrier: Telephony, *, now: datetime) -> Document | None:
    """The agent's stream is over: into the room where a rep has accepted, or is asked to. None: no rep comes in so."""
    call, works = attempt.call, kit.of(attempt.tenant_id, now=now)
    if works.playbook.bridging == Playbook.Bridging.DIRECT:
        return None
    with access.as_tenant(attempt.tenant_id):
        bridge = opening.of_step(attempt.tenant_id, call.step_id)
        talked = Conversation.objects.of_call(attempt.tenant_id, call.pk).first()
    if not (bridge and bridge.state in (Bridge.State.ACCEPTED, Bridge.State.TALKING)):
        if not (talked and talked.transfer_to):
            return None
        whom = {"phone": talked.transfer_to, "name": SOMEBODY}
        bridge = opening.for_transfer(call, whom, works, now=now)
    if bridge is None:
        return None
    bridge.connection = call.connection
    if bridge.over_at:
        with access.as_tenant(call.tenant_id):
            return carrier.answer(AnswerScript(last_words.sorry(bridge, now=now)))
    return seats.rooms_of(bridge).join(taping.announcement(bridge, now=now), seats.of_lead(bridge))
