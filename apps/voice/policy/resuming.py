"""Back to where we were, after something that came between."""

from . import asking, booking, calling_back, speech
from .moves import Expects, Line, Move
from .state import Stage
from .talk import Talk

_MOST_REASONS = 2


def resume(talk: Talk, *lines: Line) -> Move:
    """The lines, and then what we had asked, in short."""
    stage = talk.state.stage
    if stage is Stage.RECORDING:
        return talk.move(*lines, talk.say(talk.lines.recording), expects=Expects.YES_NO)
    if stage is Stage.REASON:
        return _reason(talk, *lines)
    if stage is Stage.OFFERING:
        return booking.again(talk, *lines)
    if stage is Stage.BOOKED:
        return talk.move(*lines, talk.say(talk.lines.anything_else), expects=Expects.YES_NO)
    if stage is Stage.PRESSING:
        return after_pressing(talk, *lines)
    return calling_back.ask(talk, *lines) if stage is Stage.WHEN else asking.again(talk, *lines)


def after_pressing(talk: Talk, *lines: Line) -> Move:
    """On with the offer if there is one, else with the questions."""
    if talk.state.offered and talk.state.asking is None:
        talk.state.stage = Stage.OFFERING
        return booking.again(talk, *lines)
    talk.state.stage = Stage.ASKING
    return asking.again(talk, *lines) if talk.state.asking else asking.go_on(talk, *lines)


def _reason(talk: Talk, *lines: Line) -> Move:
    if not talk.state.may("reason", most=_MOST_REASONS):
        return asking.go_on(talk, *lines)
    return talk.move(*lines, talk.say(speech.short(talk.brief.script.reason)), expects=Expects.YES_NO)
