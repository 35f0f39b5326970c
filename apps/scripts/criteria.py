"""When a criterion is met, and which answers a question can have at all. Pure."""

from collections.abc import Iterator

from .document import Criterion, Kind, Question, Script

type Value = bool | float | str

# Any words but those that a criterion names.
SOMETHING_ELSE = "something else"
_NUMBERS = frozenset([Kind.NUMBER, Kind.MONEY])


def is_met(criterion: Criterion, value: Value) -> bool:
    """Whether an answer of this value counts."""
    wanted = criterion.value
    if criterion.when == "is_answered":
        return True
    if criterion.when in ("is", "is_not"):
        return _is_same(wanted, value) == (criterion.when == "is")
    if isinstance(value, bool | str) or not isinstance(wanted, int | float):
        return False
    return value >= wanted if criterion.when == "at_least" else value <= wanted


def possible(question: Question) -> list[Value]:
    """One answer of each sort that the criteria can tell apart."""
    if question.kind is Kind.YES_NO:
        return [True, False]
    if question.kind is Kind.CHOICE:
        return [choice.value for choice in question.choices]
    if question.kind in _NUMBERS:
        around = {bound + by for bound in (bounds(question) or [0.0]) for by in (-1.0, 0.0, 1.0)}
        return [value for value in sorted(around) if value >= 0]
    return [*(each.value for each in question.criteria if isinstance(each.value, str)), SOMETHING_ELSE]


def bounds(question: Question) -> list[float]:
    """The numbers that its criteria compare with."""
    named = [each.value for each in question.criteria if not isinstance(each.value, bool)]
    return [float(value) for value in named if isinstance(value, int | float)]


def best(question: Question) -> int:
    """The most points that one answer brings, of those that don't turn the lead away; 0 where all do."""
    return max((_points(question, value) for value in _welcome(question)), default=0)


def best_answers(question: Question) -> list[Value]:
    """Those that bring as many."""
    most = best(question)
    return [value for value in _welcome(question) if _points(question, value) == most]


def bad_answers(question: Question) -> list[Value]:
    """Those that turn the lead away."""
    welcome = list(_welcome(question))
    return [value for value in possible(question) if value not in welcome]


def most(script: Script) -> int:
    """The score of the best lead there can be."""
    return sum(best(question) for question in script.questions)


def turns_all_away(question: Question) -> bool:
    """Whether there is no answer with which a lead stays."""
    return bool(possible(question)) and not any(True for _ in _welcome(question))


def _welcome(question: Question) -> Iterator[Value]:
    for value in possible(question):
        if not any(each.disqualifies and is_met(each, value) for each in question.criteria):
            yield value


def _points(question: Question, value: Value) -> int:
    return sum(each.points for each in question.criteria if is_met(each, value))


def _is_same(wanted: Value | None, value: Value) -> bool:
    """True is not 1, and case does not matter."""
    if isinstance(wanted, bool) or isinstance(value, bool):
        return wanted is value
    if isinstance(wanted, str) and isinstance(value, str):
        return wanted.casefold() == value.casefold()
    return wanted == value
