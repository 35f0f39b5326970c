"""What a simulated caller answers to a question: a good one, or one that turns them away."""

from collections.abc import Iterator
from random import Random

from apps.scripts.document import Criterion, Kind, Question

_NUMBERS = {100.0: ("a hundred", "about a hundred"), 200.0: ("two hundred", "around two hundred")}
_PLAIN: dict[Kind, tuple[str, ...]] = {
    Kind.YES_NO: ("yes", "yeah", "I do", "yes we do"),
    Kind.NUMBER: ("two", "I'd say three", "2", "there are two"),
    Kind.MONEY: ("about two hundred", "around 250 dollars"),
    Kind.ZIP: ("seven eight seven oh four", "787-04", "it's 78704", "7 8 7 0 4"),
    Kind.DATE: ("in two weeks", "by spring", "sometime next month"),
    Kind.NAME: ("it's Ada Lovelace", "my name is Ada Lovelace"),
    Kind.EMAIL: ("ada at example dot com", "it's ada dot lovelace at example dot com"),
    Kind.TEXT: ("the one in the kitchen is broken", "we have had it for some years"),
}
# A draft may have no choice that fits.
_NONE = ("I don't know", "none of these")
_NO = ("no", "nope", "no, not really", "I don't")


def good(question: Question, random: Random) -> str:
    """An answer that meets the criteria that give points."""
    wanted = [each for each in question.criteria if each.points > 0 and not each.disqualifies]
    return _said(question, wanted, random)


def bad(question: Question, random: Random) -> str:
    """One that disqualifies, where the question has such an answer."""
    wanted = [each for each in question.criteria if each.disqualifies]
    return _said(question, wanted, random) if wanted else good(question, random)


def _said(question: Question, wanted: list[Criterion], random: Random) -> str:
    if question.kind is Kind.YES_NO:
        is_no = any(each.when == "is" and each.value is False for each in wanted)
        return random.choice(_NO if is_no else _PLAIN[Kind.YES_NO])
    if question.kind is Kind.CHOICE:
        return random.choice(_choices(question, wanted))
    bounds = list(_bounds(wanted))
    ways = _amounts(max(bounds), question.kind) if bounds else _PLAIN[question.kind]
    return random.choice(ways)


def _choices(question: Question, wanted: list[Criterion]) -> tuple[str, ...]:
    named = {each.value for each in wanted if each.when == "is"}
    barred = {each.value for each in wanted if each.when == "is_not"}
    fitting = [each for each in question.choices if (each.value in named or not named) and each.value not in barred]
    ways = [way for choice in fitting for way in (choice.value.replace("_", " "), *choice.also[:2])]
    return tuple(way for each in ways for way in (each, f"it's {each}")) or _NONE


def _bounds(wanted: list[Criterion]) -> Iterator[float]:
    """Just on the right side of the bound."""
    for each in wanted:
        if isinstance(each.value, int | float) and each.when in ("at_least", "at_most"):
            yield float(each.value)


def _amounts(bound: float, kind: Kind) -> tuple[str, ...]:
    money = (f"{bound:,.0f} dollars", f"about ${bound:.0f}") if kind is Kind.MONEY else ()
    return (f"{bound:.0f}", *_NUMBERS.get(bound, ()), *money)
