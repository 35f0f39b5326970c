"""The first words: who calls, that it is an AI, whether it may be recorded, and what it is about."""

from . import asking, calling_back, resuming
from .moves import Expects, Line, Move
from .reading import Intent, Reading
from .state import Stage
from .talk import Talk


def begin(talk: Talk) -> Move:
    """Greet and disclose in one turn, always; then ask for the recording where the law wants it, else for the time."""
    script, state = talk.brief.script, talk.state
    must_ask = talk.brief.asks_for_recording
    state.stage = Stage.RECORDING if must_ask else Stage.REASON
    last = talk.lines.recording if must_ask else script.reason
    state.may_record = not talk.brief.asks_for_recording
    first = talk.lines.called_us if talk.brief.called_us else script.opening
    return talk.move(talk.say(first), talk.say(talk.lines.disclosure), talk.say(last), expects=Expects.YES_NO)


def heard_recording(talk: Talk, reading: Reading, *lines: Line) -> Move:
    """Only a yes to a question that was heard lets us record; no answer counts as none, and we go on."""
    is_yes = Intent.YES in reading.intents and Intent.NO not in reading.intents
    is_no = Intent.NO in reading.intents and Intent.YES not in reading.intents
    is_heard = not talk.state.is_question_unheard
    if not (is_no or (is_yes and is_heard)) and talk.state.may("recording asked", most=1):
        return talk.move(*lines, talk.say(talk.lines.recording), expects=Expects.YES_NO)
    talk.state.may_record = is_yes and is_heard
    if not talk.state.may_record:
        lines = (*lines, talk.say(talk.lines.recording_declined))
    talk.state.stage = Stage.REASON
    return talk.move(*lines, talk.say(talk.brief.script.reason), expects=Expects.YES_NO)


def heard_reason(talk: Talk, reading: Reading, taken: set[str], *lines: Line) -> Move:
    """A no to "do you have two minutes" is a wish for another time; a mere hello has not heard us."""
    is_no = Intent.NO in reading.intents and Intent.YES not in reading.intents
    is_yes = Intent.YES in reading.intents
    if is_no and not lines and not taken:
        return calling_back.ask(talk)
    is_hello = reading.intents == (Intent.GREETING,)
    if (is_hello or (lines and not is_yes)) and not taken:
        return resuming.resume(talk, *lines)
    return asking.go_on(talk, *lines)
