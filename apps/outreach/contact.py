"""What follows when a lead is being contacted: the timeline is told, the lead moves, the text message is promised."""

from datetime import datetime, timedelta

from apps.calls.models import Call
from apps.compliance.models import GateDecision
from apps.compliance.verdict import Verdict
from apps.leads.models import Lead
from apps.leads.states import State
from apps.tenants import access

from . import dispatch, plan
from .models import Playbook, Step
from .outcomes import Again, Done, Outcome, Skipped, Waiting

# Beyond ringing and the longest talk the carrier's last word is overdue.
SILENCE_SECONDS = 60
MOST_TALK_SECONDS = 600
# So that the timeline has two facts of one instant in the order in which they came about.
AFTERWARDS = timedelta(microseconds=1)


def underway(call: Call, playbook: Playbook, *, now: datetime) -> Outcome:
    """The carrier has the call. Runs in the transaction that recorded it."""
    call.lead.move_to(State.CONTACTING, at=now, reason="a call is on its way")
    if playbook.texting == Playbook.Texting.ALWAYS:
        text(call.lead)
    if call.ended_at:
        # The carrier was quicker with the call's end than with its answer to us.
        return Done(call.provider_id)
    return Waiting(patience_seconds(playbook), call.provider_id)


def text(lead: Lead) -> None:
    """Promise the first text message; promised twice it is sent once."""
    dispatch.write([plan.first_text(str(lead.pk))], tenant_id=lead.tenant_id, lead=lead)


def refused(step: Step, lead: Lead, decision: GateDecision, verdict: Verdict) -> Outcome:
    """The gate says no: kept, and told with every reason; what waiting helps with comes again at the next instant."""
    now = decision.decided_at
    with access.as_tenant(step.tenant_id):
        decision.save(force_insert=True)
        origin = f"step:{step.pk}:{step.fence}"
        lead.tell("gate.blocked", at=now, origin=origin, says=verdict.sentence, **verdict.facts())
        if verdict.next_at is not None:
            waits = {"step": step.pk, "step_kind": step.kind, "next_at": verdict.next_at.isoformat()}
            lead.tell("step.postponed", at=now + AFTERWARDS, origin=origin, reason=verdict.sentence, **waits)
    if verdict.next_at is None:
        return Skipped(verdict.says, code=verdict.reasons[0].code)
    return Again((verdict.next_at - now).total_seconds(), verdict.sentence, costs_attempt=False)


def patience_seconds(playbook: Playbook) -> float:
    """How long a call may take altogether; after that its end is overdue."""
    return playbook.ring_seconds + MOST_TALK_SECONDS + SILENCE_SECONDS
