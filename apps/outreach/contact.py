"""What follows when a lead is being contacted: the timeline is told, the lead moves, the text message is promised."""

from datetime import datetime

from apps.calls.models import Call
from apps.compliance.gate import Decision
from apps.integrations.models import Connection
from apps.leads.models import Event, Lead
from apps.leads.states import State

from . import dispatch, plan
from .models import Playbook, Step
from .outcomes import Done, LostLease, Outcome, Waiting

# Beyond ringing and the longest talk the carrier's last word is overdue.
SILENCE_SECONDS = 60
MOST_TALK_SECONDS = 600


def underway(call: Call, playbook: Playbook, *, now: datetime) -> Outcome:
    """The carrier has the call. Runs in the transaction that recorded it."""
    call.lead.move_to(State.CONTACTING, at=now, reason="a call is on its way")
    if playbook.texting == Playbook.Texting.ALWAYS:
        text(call.lead)
    if call.ended_at:
        # The carrier was quicker with the call's end than with its answer to us.
        return Done(call.provider_id)
    return Waiting(playbook.ring_seconds + MOST_TALK_SECONDS + SILENCE_SECONDS, call.provider_id)


def bind(step: Step, connection: Connection) -> None:
    """Put the connection that was chosen on the step, under its fence. Raises `LostLease`: then send nothing."""
    mine = Step.objects.filter(pk=step.pk, tenant_id=step.tenant_id, fence=step.fence, state=Step.State.LEASED)
    if not mine.update(connection_id=connection.pk):
        raise LostLease
    step.connection_id = connection.pk


def text(lead: Lead) -> None:
    """Promise the first text message; promised twice it is sent once."""
    dispatch.write([plan.first_text(str(lead.pk))], tenant_id=lead.tenant_id, lead=lead)


def decided(lead: Lead, decision: Decision, *, step: Step, now: datetime) -> Event:
    """The gate's decision as a fact for the timeline, with every reason."""
    return lead.fact(
        "gate.allowed" if decision.is_allowed else "gate.blocked",
        at=now,
        origin=f"step:{step.pk}:{step.fence}",
        channel=decision.channel,
        reasons=[{"code": reason.code, "says": reason.says} for reason in decision.reasons],
    )
