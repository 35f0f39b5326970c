"""A conversation's span: our agent and the lead talk, from the opening of the stream to its end."""

from collections.abc import Iterator, Sequence

from apps.calls import dispositions

from .facts import Fact, Owner, first
from .span import Span

_ENDS = ("conversation.ended", "conversation.broken")


def spans(facts: Sequence[Fact]) -> Iterator[Span]:
    """One a call in which our agent talked; a conversation that broke off before it began is an instant."""
    told = [fact for fact in facts if fact.kind.startswith("conversation.") and fact.of("call")]
    for call in dict.fromkeys(fact.of("call") for fact in told):
        own = [fact for fact in told if fact.of("call") == call]
        opened, end = first(own, "conversation.opened"), first(own, *_ENDS)
        begun = opened or end
        if begun:
            yield _span(begun, end, key=call)


def _span(begun: Fact, end: Fact | None, *, key: str) -> Span:
    if end is None:
        return Span("Call", "Agent and lead talk", Owner.TALK, begun.ms, None, key=key)
    if end.kind == "conversation.broken":
        return Span("Call", "Agent talked", Owner.TALK, begun.ms, end.ms, "broke off", has_failed=True, key=key)
    return Span("Call", _sentence(begun, end), Owner.TALK, begun.ms, end.ms, key=key)


def _sentence(begun: Fact, end: Fact) -> str:
    return dispositions.sentence(
        end.of("disposition"),
        seconds=max(end.ms - begun.ms, 0) / 1000,
        score=int(end.of("score") or 0),
        is_qualified=end.about.get("is_qualified") is True,
    )
