"""What the answers are worth by the script's criteria, each point with its reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from apps.scripts import criteria
from apps.scripts.document import Criterion, Question, Script

from .brief import Answer, Points


@dataclass(frozen=True)
class Score:
    """The sum, its reasons, and whether the lead is one of ours at all."""

    total: int
    reasons: tuple[Points, ...]
    is_disqualified: bool
    is_qualified: bool


def of(script: Script, answers: Mapping[str, Answer]) -> Score:
    """From `qualify_at` on a lead is qualified, unless an answer disqualifies."""
    met = [(question, each) for question in script.questions for each in _met(question, answers.get(question.id))]
    reasons = tuple(Points(question.id, each.points, each.says) for question, each in met if each.points or each.says)
    total = sum(each.points for _, each in met)
    is_disqualified = any(each.disqualifies for _, each in met)
    return Score(total, reasons, is_disqualified, is_qualified=total >= script.qualify_at and not is_disqualified)


def may_book(script: Script, answers: Mapping[str, Answer]) -> bool:
    """Whether times may be offered by what is known now."""
    return script.booking.is_on and (of(script, answers).is_qualified or not script.booking.is_for_qualified_only)


def disqualifies(question: Question, answer: Answer) -> bool:
    """Whether with this answer alone the lead is not one of ours."""
    return any(each.disqualifies for each in _met(question, answer))


def _met(question: Question, answer: Answer | None) -> Iterable[Criterion]:
    return [] if answer is None else [each for each in question.criteria if criteria.is_met(each, answer.value)]
