"""Use case: whether a call is recorded, as the tenant wants it and the law of every end allows, and who is told."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from apps.calls import account
from apps.calls.models import Call, CallAttempt, Conversation
from apps.compliance import decisions, library, recording, stated
from apps.compliance.facts import Facts
from apps.compliance.recording import Ruling
from apps.compliance.verdict import Channel
from apps.integrations import catalog
from apps.integrations.http import Inbound
from apps.integrations.models import Family
from apps.integrations.telephony.base import AnswerScript, Telephony
from apps.leads.models import Lead
from apps.tenants import access

from . import addresses, kit
from .kit import Kit
from .models import Playbook

# In the query of the whisper's address, which the carrier signs.
ANNOUNCED = "recorded=1"


class Part(StrEnum):
    """Of a call: what the AI agent talks, and what a rep does."""

    AGENT = "agent"
    REP = "rep"


@dataclass(frozen=True)
class Taping:
    """What is done; `says` is why. `announces`: everybody is told, and the agent asks the lead."""

    records: bool
    announces: bool
    says: str


def decide(choice: str, ruling: Ruling) -> Taping:
    """By the tenant's choice and the law; a recording that would need an announcement is not made without one."""
    if choice == Playbook.Recording.NEVER:
        return Taping(records=False, announces=False, says="your playbook records none")
    if ruling.must_announce and choice == Playbook.Recording.UNASKED:
        return Taping(records=False, announces=False, says=f"{ruling.says}; your playbook then records none")
    return Taping(records=True, announces=ruling.must_announce, says=ruling.says)


def of_agent(attempt: CallAttempt, choice: str) -> Taping:
    """For the conversation of a call; in the caller's view, with the attempt's decision at hand."""
    return decide(choice, _ruling(attempt))


def tell(lead: Lead, call_id: object, part: Part, taping: Taping, *, now: datetime, again: str = "") -> None:
    """Put it on the timeline, once a part of the call; of one that begins `again`, for another reason, once more."""
    told = {"by": part, "records": taping.records, "announces": taping.announces, "says": taping.says}
    origin = f"{call_id}:{part}:{again}" if again else f"{call_id}:{part}"
    lead.tell("recording.decided", at=now, origin=origin, call=str(call_id), **told)


def applied(script: AnswerScript, attempt: CallAttempt, *, now: datetime) -> AnswerScript:
    """The carrier's orders, with the recording of the rep's part in them and the announcement before it."""
    if not script.rep_phone:
        return script
    works, call = kit.of(attempt.tenant_id, now=now), attempt.call
    with access.as_tenant(attempt.tenant_id):
        taping = of_reps(call, [script.rep_phone], works)
        tell(Lead.reference(call.tenant_id, call.lead_id), call.pk, Part.REP, taping, now=now)
    if not taping.records:
        return script
    said = [works.playbook.recording_announcement, script.spoken] if taping.announces else [script.spoken]
    return replace(
        script,
        spoken=" ".join(filter(None, said)),
        whisper_url=_marked(script.whisper_url) if taping.announces else script.whisper_url,
        record_url=addresses.callback(call.connection.vendor, attempt.token, "recording"),
        record_once_told=taping.announces,
    )


def whispered(attempt: CallAttempt, request: Inbound, *, now: datetime) -> str:
    """What the rep is told as well, "" where nobody must know."""
    is_announced = ANNOUNCED in urlsplit(request.url).query.split("&")
    return kit.of(attempt.tenant_id, now=now).playbook.recording_announcement if is_announced else ""


def _marked(whisper_url: str) -> str:
    return f"{whisper_url}{'&' if '?' in whisper_url else '?'}{ANNOUNCED}" if whisper_url else ""


def of_reps(call: Call, rep_phones: Collection[str], works: Kit) -> Taping:
    """For the part of a call that one of these phones will have; in the caller's view."""
    carrier: type[Telephony] = catalog.vendor_class(Family.TELEPHONY, call.connection.vendor)
    wanted = works.playbook.rep_recording
    if wanted != Playbook.Recording.NEVER and not carrier.records:
        return Taping(records=False, announces=False, says=f"{carrier.title} records none for us")
    attempts = CallAttempt.objects.for_tenant(call.tenant_id).filter(call_id=call.pk)
    taping = decide(wanted, _ruling(attempts.select_related("decision").latest("id"), rep_phones=rep_phones))
    return _as_the_lead_wants(taping, call, works) if taping.records else taping


def _as_the_lead_wants(taping: Taping, call: Call, works: Kit) -> Taping:
    """What they told our agent, who had asked them, holds for the whole call."""
    talked = Conversation.objects.of_call(call.tenant_id, call.pk).first()
    if talked is None:
        return taping
    if talked.closed_at is None:
        says = f"{taping.says}; what the lead told the AI agent is not known yet"
        return Taping(records=False, announces=False, says=says) if taping.announces else taping
    lead = Lead.objects.get(tenant_id=call.tenant_id, pk=call.lead_id)
    if account.of_conversation(talked, lead, works.tenant).was_declined:
        return Taping(records=False, announces=False, says="the lead did not want to be recorded")
    return taping


def _ruling(attempt: CallAttempt, *, rep_phones: Collection[str] = ()) -> Ruling:
    """By what the call was decided on; a call that came in was decided by nobody, and is weighed here."""
    facts = decisions.facts_of(attempt.decision) if attempt.decision else _facts_of_caller(attempt)
    return recording.of(facts, library.current(), rep_phones=rep_phones)


def _facts_of_caller(attempt: CallAttempt) -> Facts:
    """Where the person and our number may be; in the caller's view."""
    call = Call.objects.select_related("lead").get(tenant_id=attempt.tenant_id, pk=attempt.call_id)
    return Facts(
        at=attempt.intent_at,
        channel=Channel.CALL,
        phone=call.phone,
        region="",
        countries=frozenset(),
        caller_id=call.caller_id,
        stated=stated.read(call.lead.answers),
    )
