"""One call with what was said in it: head, answers, transcript, recording, how quick the replies were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from apps.appointments.models import Appointment
from apps.calls import account, dispositions
from apps.calls.account import Account, Answered
from apps.calls.models import Call, Conversation, Turn
from apps.dashboard import waveform, words
from apps.dashboard.times import Moment, moment
from apps.dashboard.waveform import Drawing
from apps.tenants.models import Tenant

from . import calls_of_lead, recordings_of_call, spent
from .recordings_of_call import Fate, Heard
from .spent import Price

_SOON = 2_000
_PATIENCE = timedelta(minutes=2)
# In the order of `account.PARTS`.
COLUMNS = ("Pause", "End of speech", "Recognition", "Thinking", "Voice")


class Told(StrEnum):
    """What the page has to tell."""

    NOTHING = "nothing"
    SOON = "soon"
    TALKING = "talking"
    BROKEN = "broken"
    ALL = "all"


class Recorded(StrEnum):
    """Whether there is something to hear, and why not."""

    YES = "yes"
    DECLINED = "declined"
    DELETED = "deleted"
    ERASED = "erased"
    NO = "no"


@dataclass(frozen=True)
class Line:
    """What one of them said; `at` is where the recording has it, in seconds."""

    speaker: str
    name: str
    clock: str
    at: str
    text: str
    was_interrupted: bool


@dataclass(frozen=True)
class Reply:
    """How long each part of a reply took; empty where nobody measured."""

    clock: str
    at: str
    parts: Sequence[str]


@dataclass(frozen=True)
class Row:
    """An answer; `confidence` is "" for what the form told."""

    question: str
    answer: str
    said: str
    confidence: str


@dataclass(frozen=True)
class Talk:
    """What came of it. `percentiles` are rows of a name and a value for each part."""

    disposition: str
    tone: str
    score: int
    is_qualified: bool
    reasons: Sequence[tuple[str, str]]
    summary: str
    notes: Sequence[str]
    rows: Sequence[Row]
    lines: Sequence[Line]
    replies: Sequence[Reply]
    percentiles: Sequence[tuple[str, Sequence[str]]]
    recorded: Recorded
    why_not: str
    drawing: Drawing | None


@dataclass(frozen=True)
class CallPage:
    """`every_ms` is the time until it should be read again, 0 if nothing can change by itself."""

    id: UUID
    lead_id: UUID
    name: str
    phone: str
    phone_label: str
    at: Moment
    zone: str
    lasted: str
    outcome: str
    appointment: Moment | None
    told: Told
    heard: Sequence[Heard]
    prices: Sequence[Price]
    talk: Talk | None
    columns: Sequence[str]
    every_ms: int


def call_page(tenant: Tenant, call_id: UUID, *, now: datetime) -> CallPage:
    """Everything in eight queries. Raises `Call.DoesNotExist`."""
    call = Call.objects.for_tenant(tenant).select_related("lead").get(pk=call_id)
    of_call = account.of_call(call, call.lead, tenant)
    told = _told(of_call, call, now=now)
    appointment = Appointment.objects.for_tenant(tenant).booked_for(call.lead_id).first()
    seconds = (of_call.seconds if of_call else 0) or call.talk_seconds or 0
    return CallPage(
        id=call.pk,
        lead_id=call.lead_id,
        name=call.lead.full_name or "No name",
        phone=call.phone,
        phone_label=words.phone(call.phone),
        at=moment(call.placed_at or call.created_at, now=now, zone=tenant.zone),
        zone=tenant.time_zone,
        lasted=dispositions.length(seconds) if seconds else "",
        outcome=calls_of_lead.outcome(call),
        appointment=moment(appointment.starts_at, now=now, zone=tenant.zone) if appointment else None,
        told=told,
        heard=recordings_of_call.of_carrier(call),
        prices=spent.of_call(call),
        talk=_talk(of_call, call, name=call.lead.first_name or "Lead") if of_call and told is Told.ALL else None,
        columns=COLUMNS,
        every_ms=_SOON if told in (Told.SOON, Told.TALKING) else 0,
    )


def _told(of_call: Account | None, call: Call, *, now: datetime) -> Told:
    if of_call is None:
        return Told.NOTHING
    conversation = of_call.conversation
    if conversation.state == Conversation.State.BROKEN:
        return Told.BROKEN
    if conversation.closed_at:
        return Told.ALL
    # It is over a moment before it is on record; whoever died in that moment never writes.
    if call.ended_at and now - call.ended_at > _PATIENCE:
        return Told.BROKEN
    return Told.SOON if conversation.state == Conversation.State.EXPECTED else Told.TALKING


def _talk(told: Account, call: Call, *, name: str) -> Talk:
    conversation = told.conversation
    fate = recordings_of_call.fate(call)
    replies = [turn for turn in told.turns if turn.timings]
    return Talk(
        disposition=dispositions.says(conversation.disposition),
        tone=dispositions.tone(conversation.disposition),
        score=conversation.score,
        is_qualified=conversation.is_qualified,
        reasons=[(f"{points:+d}", says) for points, says in told.reasons],
        summary=conversation.summary,
        notes=[str(note) for note in conversation.notes],
        rows=[_row(answer) for answer in told.answers],
        lines=[_line(turn, name) for turn in told.turns],
        replies=[
            Reply(_clock(turn), _at(turn), [_ms(turn.timings.get(part)) for part in account.PARTS]) for turn in replies
        ],
        percentiles=_percentiles(told),
        recorded=_recorded(told, fate),
        why_not=fate.why_not,
        drawing=waveform.drawn(conversation.waveform),
    )


def _row(answer: Answered) -> Row:
    confidence = "" if answer.is_from_form else f"{answer.confidence:.0%}".replace("%", " %")
    return Row(answer.question, answer.says, answer.said, confidence)


def _line(turn: Turn, name: str) -> Line:
    spoken_by = "Agent" if turn.speaker == Turn.Speaker.AGENT else name
    return Line(turn.speaker, spoken_by, _clock(turn), _at(turn), turn.text, turn.was_interrupted)


def _percentiles(told: Account) -> list[tuple[str, list[str]]]:
    found = [told.latencies[part] for part in account.PARTS]
    return [("p50", [_ms(each.p50) for each in found]), ("p95", [_ms(each.p95) for each in found])]


def _recorded(told: Account, fate: Fate) -> Recorded:
    if told.conversation.recording:
        return Recorded.YES
    if fate.is_erased:
        return Recorded.ERASED
    if fate.is_deleted:
        return Recorded.DELETED
    return Recorded.DECLINED if told.was_declined else Recorded.NO


def _clock(turn: Turn) -> str:
    return dispositions.length(turn.began_ms / 1000)


def _at(turn: Turn) -> str:
    return f"{turn.began_ms / 1000:.3f}"


def _ms(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"
