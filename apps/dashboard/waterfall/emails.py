"""An e-mail's span: until the mail server took it. What becomes of it then, nobody tells."""

from collections.abc import Iterator, Sequence

from .facts import Fact, Owner, first, last
from .span import Span


def spans(facts: Sequence[Fact]) -> Iterator[Span]:
    """A span for every e-mail that the server took, or is just being asked to take."""
    for step in dict.fromkeys(fact.of("step") for fact in facts if fact.kind == "email.requested"):
        own = [fact for fact in facts if fact.of("step") == step]
        sent = first(own, "email.sent")
        requested = last(own, "email.requested", until_ms=sent.ms if sent else float("inf"))
        if requested and (sent or not _was_given_up(own, requested)):
            end_ms = sent.ms if sent else None
            yield Span("E-mail", "Mail server took the e-mail", Owner.CARRIER, requested.ms, end_ms, key=step)


def _was_given_up(own: Sequence[Fact], requested: Fact) -> bool:
    """The attempt's end, told by its step, is a span of that one."""
    return any(fact.kind.startswith("step.") and fact.ms > requested.ms for fact in own)
