"""What a conversation needs from Postgres and leaves there; called from threads, never on the loop."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from apps.appointments import standing
from apps.calls.models import Call, CallAttempt, Conversation, Turn
from apps.leads.models import Lead
from apps.outreach import kit, recording, talks, wording, zones
from apps.outreach.recording import Taping
from apps.scripts import published
from apps.scripts.document import Script
from apps.tenants import access

from .policy.brief import Brief, Findings
from .policy.moves import Disposition, Slot
from .transcript import Said


@dataclass(frozen=True)
class Opened:
    """An admitted call. `carrier_id` is the carrier's own id of it; `records`: unless the lead says no."""

    tenant_id: int
    conversation_id: str
    call_id: str
    lead_id: str
    carrier_id: str
    brief: Brief
    records: bool = True


def open_by(ticket: str, *, now: datetime) -> Opened | None:
    """The call that the ticket admits to, once; None for any other ticket."""
    with access.as_platform():
        conversation = Conversation.objects.redeemed(ticket, now=now)
    if conversation is None:
        return None
    with access.as_tenant(conversation.tenant_id):
        return _opened(conversation, now=now)


def brief_of(tenant_id: int, call_id: str, *, now: datetime) -> Brief | None:
    """What the call's conversation will begin with; None if there is no such call."""
    with access.as_tenant(tenant_id):
        call = Call.objects.select_related("lead").filter(tenant_id=tenant_id, pk=call_id).first()
        if call is None:
            return None
        attempt = _latest(call)
        return _brief(call.lead, attempt, _taping(attempt, now=now), talks.script_for(call).document, now=now)


def _opened(conversation: Conversation, *, now: datetime) -> Opened:
    tenant_id = conversation.tenant_id
    lead = Lead.objects.get(tenant_id=tenant_id, pk=conversation.lead_id)
    call = Call.objects.get(tenant_id=tenant_id, pk=conversation.call_id)
    script = published.version(tenant_id, conversation.script_version_id)
    lead.tell("conversation.opened", at=now, origin=str(conversation.pk), call=str(conversation.call_id))
    attempt = _latest(call)
    taping = _taping(attempt, now=now)
    recording.tell(lead, call.pk, recording.Part.AGENT, taping, now=now)
    return Opened(
        tenant_id=tenant_id,
        conversation_id=str(conversation.pk),
        call_id=str(conversation.call_id),
        lead_id=str(lead.pk),
        carrier_id=call.provider_id,
        brief=_brief(lead, attempt, taping, script.document, now=now),
        records=taping.records,
    )


def _latest(call: Call) -> CallAttempt:
    attempts = CallAttempt.objects.for_tenant(call.tenant_id).filter(call_id=call.pk)
    return attempts.select_related("decision", "call").latest("id")


def _brief(lead: Lead, attempt: CallAttempt, taping: Taping, script: Script, *, now: datetime) -> Brief:
    works = kit.of(lead.tenant_id, now=now)
    return Brief(
        script=script,
        company=works.tenant.name,
        first_name=wording.said(lead.first_name),
        rep_name=works.playbook.rep_name,
        now=now,
        zone=zones.of_number(lead.phone, tenant_zone=works.tenant.zone, now=now).key,
        answers={str(key): str(value)[:200] for key, value in lead.answers.items()},
        asks_for_recording=taping.announces,
        called_us=attempt.call.came_in,
        appointment=_appointment(lead, now=now),
    )


def _appointment(lead: Lead, *, now: datetime) -> Slot | None:
    """What they have booked before."""
    if (found := standing.of(lead, now=now)) is None:
        return None
    slot = standing.spoken(found, lead, now=now)
    return Slot(slot.id, slot.starts_at, slot.ends_at, slot.spoken)


def _taping(attempt: CallAttempt, *, now: datetime) -> Taping:
    """Whether the call is recorded, and the lead asked first: by what it was decided on, and the playbook."""
    return recording.of_agent(attempt, kit.of(attempt.tenant_id, now=now).playbook.agent_recording)


def close(opened: Opened, findings: Findings, turns: Sequence[Said], *, recording: str, now: datetime) -> None:
    """Keep what came of it, in one transaction; the caller tells what follows."""
    conversation = Conversation.objects.select_for_update().get(tenant_id=opened.tenant_id, pk=opened.conversation_id)
    conversation.state = Conversation.State.OVER
    conversation.closed_at = now
    # A rep who has taken the lead over is how it ended, whatever was being said then.
    if conversation.disposition != Disposition.TRANSFERRED:
        conversation.disposition = findings.disposition
    conversation.score = findings.score
    conversation.is_qualified = findings.is_qualified
    conversation.answers = [asdict(answer) for answer in findings.answers]
    conversation.reasons = [asdict(points) for points in findings.reasons]
    conversation.notes = list(findings.notes)
    conversation.summary = findings.summary
    conversation.recording = recording
    conversation.save()
    Turn.objects.bulk_create(_turn(conversation, number, said) for number, said in enumerate(turns))


def _turn(conversation: Conversation, number: int, said: Said) -> Turn:
    return Turn(
        tenant_id=conversation.tenant_id,
        conversation=conversation,
        number=number,
        speaker=Turn.Speaker.AGENT if said.is_agent else Turn.Speaker.LEAD,
        text=said.text,
        began_ms=said.began_ms,
        ended_ms=max(said.began_ms, said.ended_ms),
        was_interrupted=said.was_interrupted,
        timings=said.timings or {},
    )
