"""Whether one condition can't pass without another: sound where it says yes, silent where it can't tell. Pure."""

from itertools import combinations

from . import compiling, hours
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

INFINITE = float("inf")
GROUPS = (Every, Some, Negated)


def implies(first: Condition, second: Condition) -> bool:
    """Every lead that passes the first passes the second too."""
    match first, second:
        case _, Every(of=parts):
            return all(implies(first, part) for part in parts)
        case Some(of=parts), _:
            return all(implies(part, second) for part in parts)
    return first == second or never(first) or _follows(first, second)


def _follows(first: Condition, second: Condition) -> bool:
    """For a second that is no "all" and a first that is no "any"."""
    match first, second:
        case Negated(of=one), Negated(of=other):
            return implies(other, one)
        case _, Some(of=parts) if any(implies(first, part) for part in parts):
            return True
        case Every(of=parts), _:
            return any(implies(part, second) for part in parts)
    if isinstance(first, GROUPS) or isinstance(second, Every | Some):
        return False
    if isinstance(second, Negated):
        return not isinstance(second.of, GROUPS) and _exclude(first, second.of)
    return _leaf_implies(first, second)


def never(condition: Condition) -> bool:
    """No lead can pass: its parts contradict each other."""
    match condition:
        case Some(of=parts):
            return all(never(part) for part in parts)
        case Every(of=parts):
            return any(never(part) for part in parts) or any(_clash(one, two) for one, two in combinations(parts, 2))
        case Negated(of=Every(of=())):
            return True
    return False


def _clash(one: Condition, two: Condition) -> bool:
    if isinstance(one, Negated):
        return implies(two, one.of)
    if isinstance(two, Negated):
        return implies(one, two.of)
    return not isinstance(one, GROUPS) and not isinstance(two, GROUPS) and _exclude(one, two)


def _leaf_implies(first: Comparison, second: Comparison) -> bool:
    if first.field != second.field:
        return False
    match second:
        case Presence(op="exists"):
            return not (isinstance(first, Presence) and first.op == "missing")
        case InHours():
            return isinstance(first, InHours) and hours.parse(second.hours).cover(hours.parse(first.hours))
    values = _values(first)
    if values:
        wanted = _values(second)
        return values <= wanted if wanted else all(_passes(value, second) for value in values)
    inner, outer = _range(first), _range(second)
    if inner and outer:
        return outer[0] <= inner[0] and inner[1] <= outer[1]
    return _is_longer(first, second)


def _is_longer(first: Comparison, second: Comparison) -> bool:
    """ "starts with 1234" implies "starts with 12"; either implies "contains 12"."""
    if not isinstance(first, TextTest) or not isinstance(second, TextTest):
        return False
    longer, shorter = first.value.casefold(), second.value.casefold()
    match first.op, second.op:
        case "starts_with", "starts_with":
            return longer.startswith(shorter)
        case "starts_with" | "contains", "contains":
            return shorter in longer
    return False


def _exclude(one: Comparison, two: Comparison) -> bool:
    """No value passes both."""
    if one.field != two.field:
        return False
    if _is_missing(one) or _is_missing(two):
        return not (_is_missing(one) and _is_missing(two))
    for first, second in ((one, two), (two, one)):
        values, wanted = _values(first), _values(second)
        if values and wanted:
            return values.isdisjoint(wanted)
        if values and not isinstance(second, InHours):
            return not any(_passes(value, second) for value in values)
    ranges = _range(one), _range(two)
    return bool(ranges[0] and ranges[1] and (_apart(ranges[0], ranges[1]) or _apart(ranges[1], ranges[0])))


def _is_missing(comparison: Comparison) -> bool:
    return isinstance(comparison, Presence) and comparison.op == "missing"


def _values(comparison: Comparison) -> frozenset[str]:
    """The only values that pass, where they can be counted."""
    match comparison:
        case OneOf(values=values):
            return frozenset(value.casefold() for value in values)
        case TextTest(op="is", value=value):
            return frozenset((value.casefold(),))
    return frozenset()


def _passes(value: str, comparison: Comparison) -> bool:
    """Whether a field with this (folded) value passes a comparison that has no list of values."""
    match comparison:
        case TextTest(op=op, value=wanted):
            found = wanted.casefold()
            return {"is_not": value != found, "contains": found in value}.get(op, value.startswith(found))
        case Presence(op=op):
            return op == "exists"
        case NumberTest() | Between():
            number = compiling.number(value)
            return number is not None and _within(number, comparison)
    return False


def _within(number: float, comparison: NumberTest | Between) -> bool:
    if isinstance(comparison, Between):
        return comparison.low <= number <= comparison.high
    limit = comparison.value
    return {"lt": number < limit, "lte": number <= limit, "gt": number > limit, "gte": number >= limit}[comparison.op]


# An end as (number, side): what is above -INFINITE and below INFINITE; an open end lies beside its number.
type End = tuple[float, int]


def _range(comparison: Comparison) -> tuple[End, End] | None:
    lowest, highest = (-INFINITE, 0), (INFINITE, 0)
    match comparison:
        case Between(low=low, high=high):
            return (low, 0), (high, 0)
        case NumberTest(op="lt" | "lte" as op, value=limit):
            return lowest, (limit, -1 if op == "lt" else 0)
        case NumberTest(op=op, value=limit):
            return (limit, 1 if op == "gt" else 0), highest
    return None


def _apart(lower: tuple[End, End], upper: tuple[End, End]) -> bool:
    return lower[1] < upper[0]
