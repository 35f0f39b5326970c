"""A call's spans: until the carrier rang the phone, while it rang, while they talked."""

from collections.abc import Iterator, Sequence

from .facts import MACHINE, Fact, Owner, first, last
from .span import Span

_ENDINGS = {
    "call.completed": "",
    "call.busy": "busy",
    "call.no_answer": "no answer",
    "call.failed": "failed",
    "call.canceled": "cancelled",
    "call.suppressed": "hung up: a second call",
}


def spans(facts: Sequence[Fact]) -> Iterator[Span]:
    """Spans of every call, in the order in which they were asked for."""
    about_calls = [fact for fact in facts if fact.kind.startswith("call.") and fact.of("call")]
    for call in dict.fromkeys(fact.of("call") for fact in about_calls):
        own = [fact for fact in about_calls if fact.of("call") == call]
        has_agent = any(fact.kind == "conversation.opened" and fact.of("call") == call for fact in facts)
        yield from _call(own, key=call, talk="On the line" if has_agent else _talk(first(own, "call.answered")))


def _call(own: Sequence[Fact], *, key: str, talk: str) -> Iterator[Span]:
    """Each phase lasts until the next fact of the call; the last one says how it ended."""
    ringing, answered, end = first(own, "call.ringing"), first(own, "call.answered"), first(own, *_ENDINGS)
    outcome = ringing or answered or end
    until_ms = outcome.ms if outcome else float("inf")
    begin = last(own, "call.requested", until_ms=until_ms) or first(own, "call.requested", "call.placed")
    phases = (
        ("Carrier rang the phone" if ringing or answered else "With the carrier", Owner.CARRIER, begin),
        ("Phone rang", Owner.LEAD, ringing),
        (talk, Owner.LEAD, answered),
    )
    present = [(label, owner, fact) for label, owner, fact in phases if fact]
    for position, (label, owner, fact) in enumerate(present):
        is_last = position + 1 == len(present)
        until = end if is_last else present[position + 1][2]
        ending = _ENDINGS[end.kind] if is_last and end else ""
        end_ms = until.ms if until else None
        yield Span("Call", label, owner, fact.ms, end_ms, ending, has_failed=ending == "failed", key=key)


def _talk(answered: Fact | None) -> str:
    is_machine = answered is not None and MACHINE.search(answered.of("answered_by"))
    return "Voicemail answered" if is_machine else "Talked"
