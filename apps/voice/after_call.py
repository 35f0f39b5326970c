"""Use case: a conversation is over: put it on record, move the lead, and let what follows follow."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from apps.calls import recordings
from apps.calls.models import Call, Conversation
from apps.leads.models import Lead
from apps.leads.states import State
from apps.outreach import aftermath, dispatch, optout, plan
from apps.tenants import access

from . import books
from .books import Opened
from .minutes import Minutes
from .policy.brief import Findings
from .policy.moves import Disposition
from .transcript import Said

log = structlog.get_logger(__name__)

# What a lead is after it: moved there step by step, as far as its state allows.
_STATES: dict[Disposition, tuple[State, ...]] = {
    Disposition.BOOKED: (State.ENGAGED, State.QUALIFIED, State.BOOKED),
    Disposition.QUALIFIED: (State.ENGAGED, State.QUALIFIED),
    Disposition.TRANSFERRED: (State.ENGAGED,),
    Disposition.CALL_BACK: (State.ENGAGED,),
    Disposition.NOT_QUALIFIED: (State.ENGAGED, State.LOST),
    Disposition.NOT_INTERESTED: (State.ENGAGED, State.LOST),
    Disposition.OTHER_LANGUAGE: (State.ENGAGED,),
    Disposition.HUNG_UP: (State.ENGAGED,),
}

# Whose number is closed for good, and why.
_WANTS_NO_MORE = {
    Disposition.OPTED_OUT: "they said so in a call",
    Disposition.WRONG_PERSON: "it is somebody else's number, they said in a call",
}


def record(opened: Opened, findings: Findings, minutes: Minutes, *, recording: bytes, now: datetime) -> None:
    """Keep the turns, the answers and the recording; tell the timeline; promise what the CRM is to know."""
    turns = list(minutes.turns)
    is_wanted = bool(opened.records and findings.may_record and turns and recording)
    name = _kept(opened, recording) if is_wanted else ""
    with access.as_tenant(opened.tenant_id):
        # First, as the carrier's last word does: it comes at the same moment, and neither must wait for the other.
        call = Call.objects.select_for_update().get(tenant_id=opened.tenant_id, pk=opened.call_id)
        books.close(opened, findings, turns, recording=name, now=now)
        lead = Lead.objects.get(tenant_id=opened.tenant_id, pk=opened.lead_id)
        if findings.disposition in _WANTS_NO_MORE:
            # They may have hung up before the tool was done, or it failed. Told twice it changes nothing.
            reason = _WANTS_NO_MORE[findings.disposition]
            optout.record(opened.tenant_id, lead.phone, reason=reason, now=now)
        if name:
            drawn = plan.waveform("conversation", opened.conversation_id)
            dispatch.write([drawn], tenant_id=opened.tenant_id, lead=None)
        if is_wanted and not name:
            reason = "the storage of recordings does not answer"
            lead.tell("recording.failed", at=now, origin=opened.conversation_id, call=opened.call_id, reason=reason)
        _tell_noticed(opened, lead, minutes, now=now)
        _tell(opened, lead, findings, turns, now=now)
        for state in _STATES.get(findings.disposition, ()):
            lead.move_to(state, at=now, reason=findings.disposition.replace("_", " "))
        aftermath.of_conversation(call, now=now)


def broken(opened: Opened, *, reason: str, now: datetime) -> None:
    """The stream came to nothing: the lead stays to be reached."""
    with access.as_tenant(opened.tenant_id):
        aftermath.broke_off(opened.tenant_id, opened.call_id, reason=reason, now=now)


def _tell_noticed(opened: Opened, lead: Lead, minutes: Minutes, *, now: datetime) -> None:
    """What was at the other end, when it was noticed; the carrier's own word was told as it came."""
    began_at = Conversation.objects.get(tenant_id=opened.tenant_id, pk=opened.conversation_id).opened_at or now
    for each in minutes.noticed:
        at = min(now, began_at + timedelta(milliseconds=each.at_ms))
        origin = f"{opened.conversation_id}:{each.who}:{each.by}"
        lead.tell("call.met", at=at, origin=origin, call=opened.call_id, who=each.who, by=each.by)


def _tell(opened: Opened, lead: Lead, findings: Findings, turns: Sequence[Said], *, now: datetime) -> None:
    gaps = sorted(said.timings["gap"] for said in turns if said.timings)
    lead.tell(
        "conversation.ended",
        at=now,
        origin=opened.conversation_id,
        call=opened.call_id,
        conversation=opened.conversation_id,
        disposition=findings.disposition,
        score=findings.score,
        is_qualified=findings.is_qualified,
        turns=len(turns),
        summary=findings.summary,
        gap_ms=gaps[len(gaps) // 2] if gaps else None,
    )


def _kept(opened: Opened, wav: bytes) -> str:
    """The recording's name, "" where the storage fails: what was said is worth more than how it sounded."""
    try:
        return recordings.save(f"{opened.tenant_id}/{opened.conversation_id}.wav", wav)
    except OSError as error:
        log.warning("recording.not_kept", tenant_id=opened.tenant_id, exception=type(error).__name__)
        return ""
