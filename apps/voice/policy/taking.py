"""Answers taken into the state: only such as the question can have, whoever read them; the form's come first."""

import re

from apps.scripts.document import Kind, Question
from apps.voice.reading import valued

from . import scoring
from .brief import Answer
from .reading import Intent, Reading, Value
from .state import Stage
from .talk import Talk

# Below it an answer is asked for again; from it on a new answer replaces an older one.
_LEAST, _REPLACES = 0.5, 0.8
_LONGEST = 200
# "Okay, bye" is no yes.
_NO_ANSWER = frozenset([Intent.UNSURE, Intent.GOODBYE])
_SHAPES = {
    Kind.ZIP: re.compile(r"\d{5}"),
    Kind.EMAIL: re.compile(r"[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+)+"),
    Kind.NAME: re.compile(r"[^\W\d_]+(?:['\u2019 .-]{1,2}[^\W\d_]+){0,5}"),
}


def from_form(talk: Talk) -> None:
    """What the form has told is not asked; what would turn the lead away is, so that a slip of the pen does not."""
    for question in talk.brief.script.questions:
        told = next((text for name in question.known_from if (text := talk.brief.answers.get(name, "").strip())), "")
        found = valued.read(question, told) if told else None
        if found is None or not _is_possible(question, found[0]):
            continue
        answer = Answer(question.id, found[0], told[:_LONGEST], found[1], is_from_form=True)
        if not scoring.disqualifies(question, answer):
            talk.state.answers[question.id] = answer


def take(talk: Talk, reading: Reading) -> set[str]:
    """The ids of the questions that the reply has answered, or answered anew."""
    questions = {question.id: question for question in talk.brief.script.questions}
    taken: set[str] = set()
    for value in (*reading.values, *_implied(talk, reading)):
        question = questions.get(value.question_id)
        if question and value.question_id not in taken and _counts(talk, question, value):
            _keep(talk, question, value, reading.said)
            taken.add(question.id)
    return taken


def _implied(talk: Talk, reading: Reading) -> list[Value]:
    """A yes or no to the question that asks for one, where the reader gave no value."""
    asking = talk.state.asking if talk.state.stage is Stage.ASKING else None
    verdict = {Intent.YES, Intent.NO} & set(reading.intents)
    if not asking or asking.kind is not Kind.YES_NO or len(verdict) != 1 or _NO_ANSWER & set(reading.intents):
        return []
    return [Value(question_id=asking.id, value=Intent.YES in verdict, confidence=_REPLACES)]


def _counts(talk: Talk, question: Question, value: Value) -> bool:
    """A yes to a question that was cut off is an answer to something else."""
    is_asked = talk.state.asking is not None and talk.state.asking.id == question.id
    if not _is_possible(question, value.value) or value.confidence < _LEAST:
        return False
    if value.confidence < _REPLACES and _would_disqualify(question, value):
        return False
    if is_asked:
        return not (talk.state.is_question_unheard and question.kind is Kind.YES_NO)
    return question.id not in talk.state.answers or (
        value.confidence >= _REPLACES and talk.state.answers[question.id].value != value.value
    )


def _would_disqualify(question: Question, value: Value) -> bool:
    """Nobody is sent away for what may have been misheard: it is asked again."""
    return scoring.disqualifies(question, Answer(question.id, value.value, "", value.confidence))


def _keep(talk: Talk, question: Question, value: Value, said: str) -> None:
    kept = value.value[:_LONGEST] if isinstance(value.value, str) else value.value
    talk.state.answers[question.id] = Answer(question.id, kept, said[:_LONGEST], value.confidence)
    talk.state.left.discard(question.id)
    talk.state.last_answered = question


def _is_possible(question: Question, value: bool | float | str) -> bool:
    if question.kind is Kind.YES_NO:
        return isinstance(value, bool)
    if question.kind in (Kind.NUMBER, Kind.MONEY):
        return isinstance(value, float) and 0 <= value < 1e12
    if not isinstance(value, str) or not value.strip():
        return False
    if question.kind is Kind.CHOICE:
        return value in {choice.value for choice in question.choices}
    shape = _SHAPES.get(question.kind)
    return shape is None or bool(shape.fullmatch(value))
