"""Use case: a call that the agent answers: the ticket for its stream, and what comes when the stream is over."""

from datetime import datetime

from django.conf import settings

from apps.calls.conversations import TICKET_LIFE, hashed, new_ticket
from apps.calls.models import Call, CallAttempt, Conversation
from apps.core import hints
from apps.integrations.telephony.base import AnswerScript, Met
from apps.leads.models import Lead
from apps.routing import actions
from apps.scripts import published
from apps.scripts.published import Spoken
from apps.tenants import access

from . import addresses
from .bridging import leading
from .models import Step

# Under this name voice processes are told of phones that ring.
RINGING = "leadhub:voice:ringing"
# And here of what the carrier believes has picked up.
MET = "leadhub:voice:met"


def begin(attempt: CallAttempt, call: Call, *, now: datetime) -> AnswerScript | None:
    """What the carrier shall do if the call was allowed as an artificial voice's; None for a person's."""
    with access.as_tenant(attempt.tenant_id):
        placed = CallAttempt.objects.select_related("decision").get(tenant_id=attempt.tenant_id, pk=attempt.pk)
        if placed.decision is None or not placed.decision.inputs.get("artificial_voice"):
            return None
        return welcome(attempt, call, now=now)


def welcome(attempt: CallAttempt, call: Call, *, now: datetime) -> AnswerScript:
    """The agent's stream for a call that is theirs, in the caller's view."""
    script = script_for(call)
    ticket = _expect(call, script, now=now)
    vendor = call.connection.vendor
    door = "relay" if call.connection.telephony().hears_and_speaks else "stream"
    return AnswerScript(
        spoken="",
        stream_url=f"{settings.LEADHUB_VOICE_URL}/{door}/{vendor}/{ticket}",
        language=script.document.language,
        parameters={"crm_id": call.crm_record_id} if call.crm_record_id else {},
        done_url=addresses.callback(vendor, attempt.token, "stream-over"),
    )


def ringing(call: Call) -> None:
    """A phone begins to ring: the greeting can be rendered meanwhile. Ids only; lost without harm."""
    if call.connection.telephony().hears_and_speaks:
        return
    hints.give(RINGING, f"{call.tenant_id}:{call.pk}")


def met(attempt: CallAttempt, who: Met, *, now: datetime) -> None:
    """What the carrier believes has picked up: on the timeline, and to the voice process; lost without harm there."""
    call = attempt.call
    with access.as_tenant(attempt.tenant_id):
        lead = Lead.reference(attempt.tenant_id, call.lead_id)
        lead.tell("call.met", at=now, origin=f"carrier:{call.pk}", call=str(call.pk), who=who, by="the carrier")
        if who in (Met.MACHINE, Met.MACHINE_DONE, Met.FAX):
            leading.met_a_machine(call, now=now)
    hints.publish(MET, f"{call.pk}:{who}")


def script_for(call: Call) -> Spoken:
    """The script that the call's rule wants, else the usual one; in the caller's view.

    Who calls us is talked to as we wanted to talk with them.
    """
    steps = Step.objects.filter(tenant_id=call.tenant_id)
    theirs = steps.filter(lead_id=call.lead_id, kind="call")
    mine = theirs if call.step_id is None else steps.filter(pk=call.step_id)
    step = mine.order_by("pk").last()
    name = actions.of_step(step.params).script if step else ""
    return published.choose(call.tenant_id, name=name, lead_id=call.lead_id)


def _expect(call: Call, script: Spoken, *, now: datetime) -> str:
    """A ticket for the stream; a carrier that asks twice has two, of which one is good."""
    ticket = new_ticket()
    fresh = {"ticket_hash": hashed(ticket), "ticket_until": now + TICKET_LIFE}
    kept, is_new = Conversation.objects.get_or_create(
        tenant_id=call.tenant_id,
        call=call,
        defaults=fresh | {"lead_id": call.lead_id, "script_version_id": script.version_id, "created_at": now},
    )
    if not is_new:
        Conversation.objects.filter(tenant_id=call.tenant_id, pk=kept.pk, opened_at=None).update(**fresh)
    return ticket


def after(attempt: CallAttempt, call: Call) -> AnswerScript | None:
    """The stream is over: whom to put the lead through to, or what to say last; None to hang up.

    Where nobody said goodbye our side broke off, or the lead has hung up and hears nothing of this. Whoever talked with
    them puts it on record in a moment; if nobody is left to do so, the sweeper does (`aftermath.close_abandoned`).
    """
    with access.as_tenant(attempt.tenant_id):
        talked = Conversation.objects.of_call(attempt.tenant_id, call.pk).first()
        if talked is None:
            return None
        lines = published.version(attempt.tenant_id, talked.script_version_id).document.lines
        if talked.transfer_to:
            return AnswerScript(
                spoken="",
                rep_phone=talked.transfer_to,
                caller_id=call.caller_id,
                whisper_url=addresses.callback(call.connection.vendor, attempt.token, "whisper"),
                done_url=addresses.callback(call.connection.vendor, attempt.token, "rep-gone"),
                rep_missed=lines.transfer_failed,
            )
        return None if talked.is_over else AnswerScript(spoken=lines.engine_failed)
