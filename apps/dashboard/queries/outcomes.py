"""What a lead's events come to in one row of the list: rung after how long, with what outcome, what is done."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.dashboard.waterfall import speed
from apps.dashboard.waterfall.facts import MACHINE, Fact, first

KINDS = (
    "call.requested",
    "call.ringing",
    "call.answered",
    "call.completed",
    "call.busy",
    "call.no_answer",
    "call.failed",
    "call.canceled",
    "sms.sent",
    "sms.delivered",
    "sms.undelivered",
    "sms.failed",
    "crm.written",
)
_ENDINGS = {
    "call.busy": "Busy",
    "call.no_answer": "No answer",
    "call.failed": "Failed",
    "call.canceled": "Cancelled",
    "call.completed": "Ended",
}


@dataclass(frozen=True)
class Outcome:
    """`tone` is good, live, bad or plain; `icon` names a symbol in static/icons.svg."""

    label: str
    tone: str
    icon: str = "check"


@dataclass(frozen=True)
class Summary:
    speed: speed.Speed | None
    asked_ms: float | None
    call: Outcome | None
    text: Outcome | None
    is_in_crm: bool


def summed_up(facts: Sequence[Fact]) -> Summary:
    """Facts in order of time."""
    requested = first(facts, "call.requested")
    return Summary(
        speed=speed.of(facts),
        asked_ms=requested.ms if requested else None,
        call=_call(facts),
        text=_text(facts),
        is_in_crm=first(facts, "crm.written") is not None,
    )


def _call(facts: Sequence[Fact]) -> Outcome | None:
    """A person who answered any call counts more than how the last one ended."""
    answers = [fact for fact in facts if fact.kind == "call.answered"]
    last = next((fact for fact in reversed(facts) if fact.kind == "call.requested"), None)
    if any(not MACHINE.search(answer.of("answered_by")) for answer in answers):
        return Outcome("Answered", "good")
    if answers:
        return Outcome("Voicemail", "plain")
    if last is None:
        return None
    own = [fact for fact in facts if fact.of("call") == last.of("call")]
    if end := first(own, *_ENDINGS):
        return Outcome(_ENDINGS[end.kind], "bad" if end.kind == "call.failed" else "plain")
    return Outcome("Ringing" if first(own, "call.ringing") else "Dialing", "live")


def _text(facts: Sequence[Fact]) -> Outcome | None:
    if first(facts, "sms.delivered"):
        return Outcome("Text delivered", "good")
    if first(facts, "sms.undelivered", "sms.failed"):
        return Outcome("Text not delivered", "bad", "alert")
    return Outcome("Text sent", "plain") if first(facts, "sms.sent") else None
