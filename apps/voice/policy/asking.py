"""The script's questions: in order, each once, clarified once; what is known is not asked."""

from apps.scripts.document import Kind, Question

from . import booking, ending, scoring, speech
from .moves import Expects, Line, Move
from .reading import Intent, Reading
from .state import Stage
from .talk import Talk

_EXPECTS = {Kind.YES_NO: Expects.YES_NO, Kind.CHOICE: Expects.CHOICE, Kind.TEXT: Expects.OPEN}
_MOST_CLARIFIED, _MOST_REPEATED = 1, 3


def go_on(talk: Talk, *lines: Line) -> Move:
    """The next open question, or what comes after the last."""
    question = _next(talk)
    if question is None:
        return _all_asked(talk, *lines)
    talk.state.asking, talk.state.stage = question, Stage.ASKING
    return talk.move(*lines, talk.say(question.ask), expects=expects(question))


def heard(talk: Talk, reading: Reading, taken: set[str], *lines: Line) -> Move:
    """A reply to the question that was asked; `lines` answer what was asked back."""
    question = talk.state.asking
    if question is None or question.id in taken:
        return go_on(talk, *(lines or _acknowledged(talk)))
    if Intent.UNSURE in reading.intents:
        return _leave(talk, question, *lines)
    if lines or taken or talk.state.is_question_unheard:
        return again(talk, *(lines or (_acknowledged(talk) if taken else ())))
    return _clarify(talk, question)


def again(talk: Talk, *lines: Line) -> Move:
    """The same question in short, after something else; a few times only."""
    question = talk.state.asking
    if question is None:
        return go_on(talk, *lines)
    if not talk.state.may(f"again {question.id}", most=_MOST_REPEATED):
        return _leave(talk, question, *lines)
    return talk.move(*lines, talk.say(speech.short(question.ask)), expects=expects(question))


def expects(question: Question) -> Expects:
    return _EXPECTS.get(question.kind, Expects.DETAIL)


def _clarify(talk: Talk, question: Question) -> Move:
    """Once, and only what must be known."""
    if not question.is_required or not talk.state.may(f"clarify {question.id}", most=_MOST_CLARIFIED):
        return _leave(talk, question)
    lines = [talk.say(question.clarify)] if question.clarify else []
    lines = lines or [talk.say(talk.lines.say_again), talk.say(speech.short(question.ask))]
    return talk.move(*lines, expects=expects(question))


def _leave(talk: Talk, question: Question, *lines: Line) -> Move:
    talk.state.left.add(question.id)
    return go_on(talk, *lines)


def _acknowledged(talk: Talk) -> tuple[Line, ...]:
    """Every other time: always would sound like a machine."""
    return (talk.say(talk.lines.got_it),) if len(talk.state.answers) % 2 else ()


def _next(talk: Talk) -> Question | None:
    done = talk.state.answers.keys() | talk.state.left
    return next((question for question in talk.brief.script.questions if question.id not in done), None)


def _all_asked(talk: Talk, *lines: Line) -> Move:
    talk.state.asking = None
    if scoring.may_book(talk.brief.script, talk.state.answers):
        return booking.find(talk, *lines)
    return ending.followed_up(talk, *lines)
