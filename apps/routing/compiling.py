"""Turns a condition into one function of a lead, and into the explanation of what it found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from . import hours, masking
from .conditions import (
    Between,
    Comparison,
    Condition,
    Every,
    InHours,
    Negated,
    NumberTest,
    OneOf,
    Presence,
    Some,
    TextTest,
)
from .subject import Subject, Value

type Test = Callable[[Subject], bool]

_MOST_DIGITS = 40


@dataclass(frozen=True)
class Checked:
    """One comparison of a trace: `passed` counts for the rule, so a negated one passes where its comparison fails."""

    field: str
    wanted: str
    got: str
    passed: bool

    def facts(self) -> dict[str, object]:
        """For a timeline."""
        return {"field": self.field, "wanted": self.wanted, "got": self.got, "passed": self.passed}


def test(condition: Condition) -> Test:
    """The condition as a function, about 0.3 µs a comparison."""
    match condition:
        case Every(of=parts):
            return _every([test(part) for part in parts])
        case Some(of=parts):
            return _some([test(part) for part in parts])
        case Negated(of=part):
            return _not(test(part))
    return _comparison(condition)


@dataclass(frozen=True)
class Probe:
    """One comparison, ready to tell what it found."""

    field: str
    wanted: str
    passes: Test
    negated: bool

    def look(self, subject: Subject) -> Checked:
        """What the comparison finds in this lead."""
        got = masking.shown(self.field, subject.value(self.field))
        return Checked(self.field, self.wanted, got, self.passes(subject) is not self.negated)


def probes(condition: Condition) -> tuple[Probe, ...]:
    """Every comparison of the tree, also those that no longer matter once the rule is decided."""
    return tuple(_probes(condition, negated=False))


def _probes(condition: Condition, *, negated: bool) -> Iterator[Probe]:
    match condition:
        case Every(of=parts) | Some(of=parts):
            for part in parts:
                yield from _probes(part, negated=negated)
        case Negated(of=part):
            yield from _probes(part, negated=not negated)
        case _:
            wanted = f"not: {wants(condition)}" if negated else wants(condition)
            yield Probe(condition.field, wanted, _comparison(condition), negated)


def wants(comparison: Comparison) -> str:
    """What is wanted of the field: "is TX", "is one of TX, OK", "is at least 100"."""
    match comparison:
        case OneOf(values=values):
            return f"is one of {', '.join(values[:8])}{f' and {len(values) - 8} more' if len(values) > 8 else ''}"
        case Presence(op="exists"):
            return "is given"
        case Presence():
            return "is missing"
        case Between(low=low, high=high):
            return f"is between {low:g} and {high:g}"
        case InHours(hours=text):
            return f"is within {hours.parse(text)}"
        case TextTest(op=op, value=value):
            return f"{_WORDS[op]} {value}"
        case NumberTest(op=op, value=value):
            return f"{_WORDS[op]} {value:g}"


_WORDS = {
    "is": "is",
    "is_not": "is not",
    "contains": "contains",
    "starts_with": "starts with",
    "lt": "is below",
    "lte": "is at most",
    "gt": "is above",
    "gte": "is at least",
}


def number(value: Value) -> float | None:
    """What a person meant by "$1,250.50" or "12 %"; None where that is no single number."""
    if not isinstance(value, str) or len(value) > _MOST_DIGITS:
        return None
    digits = value.strip().lstrip("$€£").rstrip("%").strip().replace(",", "").replace("_", "?")
    try:
        found = float(digits)
    except ValueError:
        return None
    return found if abs(found) < 1e300 else None  # "inf" and "nan" are words to people


def folded(value: Value) -> str | None:
    """Text for comparing: case does not matter; yes and no of a flag."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.casefold() if isinstance(value, str) else None


def _every(tests: list[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]

    def passes(subject: Subject) -> bool:
        for each in tests:  # noqa: SIM110 - all() over a generator takes twice as long
            if not each(subject):
                return False
        return True

    return passes


def _some(tests: list[Test]) -> Test:
    def passes(subject: Subject) -> bool:
        for each in tests:  # noqa: SIM110 - as above
            if each(subject):
                return True
        return False

    return passes


def _not(inner: Test) -> Test:
    return lambda subject: not inner(subject)


def _comparison(comparison: Comparison) -> Test:
    match comparison:
        case TextTest(field=field, op=op, value=value):
            return _text(field, op, value.casefold())
        case OneOf(field=field, values=values):
            wanted = frozenset(value.casefold() for value in values)
            return lambda subject: folded(subject.value(field)) in wanted
        case Presence(field=field, op=op):
            is_wanted = op == "exists"
            return lambda subject: (subject.value(field) is not None) is is_wanted
        case NumberTest(field=field, op=op, value=limit):
            return _number(field, op, limit)
        case Between(field=field, low=low, high=high):
            return lambda subject: (found := number(subject.value(field))) is not None and low <= found <= high
        case InHours(field=field, hours=text):
            return _within(field, hours.parse(text))


def _text(field: str, op: str, wanted: str) -> Test:
    if op == "is":
        return lambda subject: folded(subject.value(field)) == wanted
    if op == "is_not":
        return lambda subject: folded(subject.value(field)) not in (None, wanted)
    if op == "contains":
        return lambda subject: wanted in (folded(subject.value(field)) or "")
    return lambda subject: (folded(subject.value(field)) or "").startswith(wanted)


def _number(field: str, op: str, limit: float) -> Test:
    if op == "lt":
        return lambda subject: (found := number(subject.value(field))) is not None and found < limit
    if op == "lte":
        return lambda subject: (found := number(subject.value(field))) is not None and found <= limit
    if op == "gt":
        return lambda subject: (found := number(subject.value(field))) is not None and found > limit
    return lambda subject: (found := number(subject.value(field))) is not None and found >= limit


def _within(field: str, weekly: hours.WeeklyHours) -> Test:
    def passes(subject: Subject) -> bool:
        local = subject.value(field)
        return isinstance(local, datetime) and weekly.are_open(local)

    return passes
