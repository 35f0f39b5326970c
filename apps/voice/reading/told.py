"""What a model says about a reply, checked: only ids that it was given, and values in the shape of their question."""

from collections.abc import Iterable
from math import isfinite

from pydantic import BaseModel, ConfigDict, Field

from apps.scripts.document import Kind, Question
from apps.voice.policy.reading import Intent, Reading, Value

from . import valued
from .context import Context

# A model's word is a likely one, never a certain one.
_MOST_CONFIDENCE = 0.8
_OPPOSITES = {Intent.YES: Intent.NO, Intent.NO: Intent.YES}
_LONGEST_WHEN = 80


class Answer(BaseModel):
    """As the model gives it."""

    model_config = ConfigDict(extra="ignore")

    question_id: str
    value: bool | float | str
    confidence: float = Field(0.8, ge=0, le=1)


class Told(BaseModel):
    """The whole of the model's JSON; all that it may say."""

    model_config = ConfigDict(extra="ignore")

    intents: list[str] = []
    answers: list[Answer] = []
    fact_id: str | None = None
    objection_id: str | None = None
    slot: int | None = None
    when: str = ""


def merged(rules: Reading, told: Told, context: Context) -> Reading:
    """The rules' reading and what the model adds to it. Nothing that the rules found is taken back."""
    fact_id = rules.fact_id or _known(told.fact_id, [fact.id for fact in context.facts])
    known = {value.question_id for value in rules.values}
    added = [value for value in _values(told.answers, context) if value.question_id not in known]
    slot = rules.slot if rules.slot is not None else told.slot
    return rules.model_copy(
        update={
            "intents": _intents(rules, told, has_fact=fact_id is not None),
            "values": (*rules.values, *added),
            "fact_id": fact_id,
            "objection_id": rules.objection_id or _known(told.objection_id, [each.id for each in context.objections]),
            "slot": slot if slot is not None and 0 <= slot < len(context.slots) else None,
            "when": rules.when or _when(told.when, rules.said, context),
        }
    )


def _intents(rules: Reading, told: Told, *, has_fact: bool) -> tuple[Intent, ...]:
    """An opt-out that only the model sees counts, too; a yes against the rules' no does not."""
    found = [Intent(each) for each in told.intents if each in set(Intent)]
    denied = {_OPPOSITES[each] for each in rules.intents if each in _OPPOSITES}
    both = dict.fromkeys([*rules.intents, *(each for each in found if each not in denied)])
    return tuple(each for each in both if not (has_fact and each is Intent.QUESTION))


def _values(answers: Iterable[Answer], context: Context) -> Iterable[Value]:
    questions = {question.id: question for question in context.questions}
    if context.asking:
        questions[context.asking.id] = context.asking
    for answer in answers:
        question = questions.pop(answer.question_id, None)
        shaped = _shaped(question, answer.value) if question else None
        if shaped is not None:
            confidence = min(answer.confidence, _MOST_CONFIDENCE)
            yield Value(question_id=answer.question_id, value=shaped, confidence=confidence)


def _shaped(question: Question, value: bool | float | str) -> bool | float | str | None:
    """The value as its question wants it; None if it is none. Free text is never a model's."""
    if question.kind is Kind.TEXT:
        return None
    if question.kind is Kind.YES_NO:
        return value if isinstance(value, bool) else None
    if question.kind in (Kind.NUMBER, Kind.MONEY):
        return value if isinstance(value, float) and isfinite(value) else None
    if question.kind is Kind.CHOICE:
        return value if value in [choice.value for choice in question.choices] else None
    found = valued.read(question, value) if isinstance(value, str) else None
    return found[0] if found else None


def _when(when: str, said: str, context: Context) -> str:
    """Their own words for a time, where one is wanted; what they have not said is none."""
    words = " ".join(when.split())[:_LONGEST_WHEN]
    is_theirs = bool(words) and words.casefold() in " ".join(said.split()).casefold()
    return words if is_theirs and (context.wants_when or context.slots) else ""


def _known(found: str | None, known: list[str]) -> str | None:
    return found if found in known else None
