"""What a simulated caller answers to a question: a good one, or one that turns them away."""

from random import Random

from apps.scripts import criteria
from apps.scripts.criteria import Value
from apps.scripts.document import Kind, Question

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
    """One of the answers that bring the most points."""
    return _said(question, criteria.best_answers(question), random)


def bad(question: Question, random: Random) -> str:
    """One that disqualifies, where the question has such an answer."""
    wanted = criteria.bad_answers(question)
    return _said(question, wanted, random) if wanted else good(question, random)


def _said(question: Question, wanted: list[Value], random: Random) -> str:
    if question.kind is Kind.YES_NO:
        return random.choice(_PLAIN[Kind.YES_NO] if True in wanted else _NO)
    if question.kind is Kind.CHOICE:
        return random.choice(_choices(question, wanted))
    if criteria.bounds(question):
        return random.choice([way for value in wanted for way in _amounts(value, question.kind)] or _NONE)
    named = tuple(value for value in wanted if isinstance(value, str) and value != criteria.SOMETHING_ELSE)
    return random.choice(named or _PLAIN[question.kind])


def _choices(question: Question, wanted: list[Value]) -> tuple[str, ...]:
    fitting = [each for each in question.choices if each.value in wanted]
    ways = [way for choice in fitting for way in (choice.value.replace("_", " "), *choice.also[:2])]
    return tuple(way for each in ways for way in (each, f"it's {each}")) or _NONE


def _amounts(value: Value, kind: Kind) -> tuple[str, ...]:
    if not isinstance(value, float):
        return ()
    money = (f"{value:,.0f} dollars", f"about ${value:.0f}") if kind is Kind.MONEY else ()
    return (f"{value:.0f}", *_NUMBERS.get(value, ()), *money)
