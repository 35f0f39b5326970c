"""What they say against it: each objection is answered once, and who is not interested is pressed once at most."""

from apps.scripts.document import Objection, Then

from . import calling_back, ending, resuming
from .moves import Disposition, Expects, Line, Move
from .reading import Intent, Reading
from .state import Stage
from .talk import Talk

_MOST_ANSWERED, _MOST_PRESSED = 3, 1


def heard(talk: Talk, reading: Reading, taken: set[str]) -> Move | None:
    """None where nothing is said against it, or where the reply answers our question all the same."""
    objection = _objection(talk, reading)
    is_refusal = Intent.NOT_INTERESTED in reading.intents
    if talk.state.stage in (Stage.BOOKED, Stage.WHEN) or not (objection or is_refusal):
        return None
    # "I don't want that" is about the recording, and we go on without.
    if talk.state.stage is Stage.RECORDING and Intent.NO in reading.intents:
        return None
    if taken and not is_refusal and objection and objection.id in talk.state.objections:
        return None
    if objection is None or not _may_answer(talk, objection, is_refusal=is_refusal):
        return ending.not_interested(talk)
    talk.state.objections.add(objection.id)
    return _answered(talk, objection)


def heard_pressed(talk: Talk, reading: Reading, *lines: Line) -> Move:
    """Their reply to a question of ours that closed an objection's answer."""
    if Intent.NO in reading.intents and Intent.YES not in reading.intents and not lines:
        return ending.not_interested(talk)
    return resuming.after_pressing(talk, *lines)


def _objection(talk: Talk, reading: Reading) -> Objection | None:
    return next((each for each in talk.brief.script.objections if each.id == reading.objection_id), None)


def _may_answer(talk: Talk, objection: Objection, *, is_refusal: bool) -> bool:
    if objection.id in talk.state.objections:
        return False
    return (
        talk.state.may("pressed", most=_MOST_PRESSED)
        if is_refusal
        else talk.state.may("objections", most=_MOST_ANSWERED)
    )


def _answered(talk: Talk, objection: Objection) -> Move:
    line = talk.say(objection.answer)
    if objection.then is Then.END:
        return talk.end(Disposition.NOT_INTERESTED, line)
    if objection.then is Then.CALL_BACK:
        return calling_back.ask(talk, line)
    if objection.answer.rstrip().endswith("?"):
        talk.state.stage = Stage.PRESSING
        return talk.move(line, expects=Expects.YES_NO)
    return resuming.resume(talk, line)
