"""The walls against fraud: too many new numbers at once, a source under suspicion, money that is spent."""

from collections.abc import Iterator

from .facts import Facts
from .verdict import Reason

# A person may let a step through them; no waiting does.
HOLDING = frozenset({"source_paused", "prefix_velocity", "source_velocity", "tenant_velocity", "spend"})
# What looks like somebody else's game, where one source sends much of it.
SUSPICIOUS = frozenset({"number", "country", "prefix_velocity", "source_velocity"})

_VELOCITY = {
    "prefix_velocity": "{numbers} new numbers that begin like this one were contacted within the hour, the wall is"
    " {most}",
    "source_velocity": "{numbers} new numbers of its source were contacted within the hour, the wall is {most}",
    "tenant_velocity": "{numbers} new numbers were contacted within the hour, a new account may contact {most}",
}
_BUDGET = {
    "call": "a call there may cost more than your limit for one call",
    "text": "a text there may cost more than your limit for one call",
    "hour": "the budget of this hour is used up",
    "day": "the budget of today is used up",
    "platform": "the platform's budget of today is used up",
}


def broken(facts: Facts) -> Iterator[Reason]:
    """Each wall that this contact would break. A source that is paused is reason enough."""
    if facts.source_paused:
        yield Reason("source_paused", f"its source is paused: {facts.source_paused}")
    else:
        yield from _too_fast(facts)
    for each in facts.budgets:
        if each.spent_micros + facts.cost_micros > each.most_micros:
            yield Reason("spend", _BUDGET[each.name], each.resets_at)


def _too_fast(facts: Facts) -> Iterator[Reason]:
    for each in facts.velocities:
        if each.numbers >= each.most:
            yield Reason(each.code, _VELOCITY[each.code].format(numbers=each.numbers, most=each.most))
