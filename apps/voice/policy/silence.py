"""Nothing is heard: asked once, then let go."""

from . import ending, machines, resuming
from .moves import Disposition, Expects, Move
from .state import OVER, WAITING, Stage
from .talk import Talk

_MOST_SILENCES, _MOST_WAITS = 2, 3


def silent(talk: Talk) -> Move:
    """A pause that is longer than it should be."""
    state = talk.state
    if state.stage in OVER:
        return _over(talk)
    if state.stage is Stage.SCREENED:
        return machines.silent(talk)
    if state.stage in WAITING:
        return _waiting(talk)
    state.silences += 1
    if state.silences >= _MOST_SILENCES or not state.may("silences", most=_MOST_SILENCES * 3):
        return _nobody(talk)
    return resuming.resume(talk, talk.say(talk.lines.still_there))


def _nobody(talk: Talk) -> Move:
    return talk.end(ending.so_far(talk), talk.say(talk.lines.nobody_there))


def _waiting(talk: Talk) -> Move:
    """Our own tool is slow: a word now and then, and not for ever."""
    if talk.state.may("slow tool", most=_MOST_WAITS):
        return talk.move(talk.say(talk.lines.one_moment), expects=Expects.NOTHING)
    return talk.end(Disposition.FAILED, talk.say(talk.lines.engine_failed))


def _over(talk: Talk) -> Move:
    """A last tool whose result never came does not keep the line open."""
    if talk.state.stage is Stage.CLOSING and not talk.state.may("slow close", most=1):
        return talk.end(ending.so_far(talk))
    return Move(expects=Expects.NOTHING)
