"""What follows when a lead is being contacted: the timeline is told, the lead moves, the text message is promised."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from apps.calls import prices
from apps.calls.models import Call
from apps.calls.walls import Room
from apps.compliance import quota
from apps.compliance.models import GateDecision
from apps.compliance.scrubs import UNCHECKED
from apps.compliance.verdict import Verdict
from apps.compliance.walls import HOLDING
from apps.leads.models import Lead
from apps.leads.states import State
from apps.tenants import access

from . import asking, dispatch, kit, plan, walls
from .models import Playbook, Step
from .outcomes import Again, Done, Held, Outcome, Skipped, Waiting

# Beyond ringing and the longest talk the carrier's last word is overdue.
SILENCE_SECONDS = 60
MOST_TALK_SECONDS = prices.MOST_TALK_SECONDS
# What is kept for later, where nothing else stands against it for good.
_HOLDING = HOLDING | quota.CODES
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


@dataclass(frozen=True)
class Refused:
    """What the gate would not allow: to whom, on what grounds, and what the walls had left."""

    lead: Lead
    decision: GateDecision
    verdict: Verdict
    room: Room


def refused(step: Step, no: Refused) -> Outcome:
    """The gate says no: kept, and told with every reason; what waiting helps with comes again at the next instant."""
    now, verdict = no.decision.decided_at, no.verdict
    with access.as_tenant(step.tenant_id):
        no.decision.save(force_insert=True)
        origin = f"step:{step.pk}:{step.fence}"
        no.lead.tell("gate.blocked", at=now, origin=origin, says=verdict.sentence, **verdict.facts())
        if verdict.next_at is not None:
            waits = {"step": step.pk, "step_kind": step.kind, "next_at": verdict.next_at.isoformat()}
            no.lead.tell("step.postponed", at=now + AFTERWARDS, origin=origin, reason=verdict.sentence, **waits)
        if any(reason.code == UNCHECKED for reason in verdict.reasons):
            asking.scrubs_again(no.lead, kit.of(step.tenant_id, now=now).connections, now=now)
        walls.stopped(step, no.lead, verdict, no.room, now=now)
    return _refusal(verdict, now=now)


def _refusal(verdict: Verdict, *, now: datetime) -> Outcome:
    """What a person, or the plan, may let through later is held, unless something else stands against it for good."""
    if verdict.next_at is not None:
        return Again((verdict.next_at - now).total_seconds(), verdict.sentence, costs_attempt=False)
    lasting = [reason.code for reason in verdict.reasons if reason.until is None]
    if lasting and _HOLDING.issuperset(lasting):
        return Held(verdict.says, code=lasting[0])
    # The one that lasts, for what waits beside it would pass: a rep may call where an agent never may.
    return Skipped(verdict.says, code=(lasting or [verdict.reasons[0].code])[0])


def patience_seconds(playbook: Playbook) -> float:
    """How long a call may take altogether; after that its end is overdue."""
    return playbook.ring_seconds + MOST_TALK_SECONDS + SILENCE_SECONDS
