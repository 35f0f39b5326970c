"""The appointment that they have, at another time: offered as a booking is; the old one stands until then."""

from . import booking, ending, resuming
from .moves import Expects, Move, Rescheduled
from .reading import Intent, Reading
from .state import Stage
from .talk import Talk

_MOST_MOVES = 2


def wanted(talk: Talk, reading: Reading) -> Move | None:
    """ "Can we move it to Thursday?": from anywhere, where there is something to move."""
    if not _says_so(talk, reading):
        return None
    is_possible = talk.standing is not None and talk.brief.script.booking.is_on and talk.has_tools_left
    if not is_possible or not talk.state.may("moves", most=_MOST_MOVES):
        return _left_to_a_colleague(talk, reading)
    talk.state.is_moving, talk.state.asking = True, None
    talk.state.refused.clear()
    return booking.find(talk, not_before=booking.another_day(talk, reading))


def moved(talk: Talk, result: Rescheduled) -> Move:
    """The new time is theirs; they may have one more question."""
    talk.state.appointment, talk.state.is_moving, talk.state.stage = result.slot, False, Stage.BOOKED
    line = talk.say(talk.lines.moved, when=result.slot.spoken)
    return talk.move(line, talk.say(talk.lines.anything_else), expects=Expects.YES_NO)


def _says_so(talk: Talk, reading: Reading) -> bool:
    """In so many words; right after a booking another day is said to mean it, too."""
    if talk.state.is_moving:
        return False
    if Intent.RESCHEDULE in reading.intents:
        # Of times that were merely offered, another one is asked for so.
        return talk.state.stage is not Stage.OFFERING
    is_booked = talk.state.stage is Stage.BOOKED
    return is_booked and (Intent.BOOK in reading.intents or booking.is_another_day(talk, reading))


def _left_to_a_colleague(talk: Talk, reading: Reading) -> Move | None:
    """Noted; the conversation goes on where it was."""
    talk.note(f"Wants another time for an appointment: {reading.said}")
    if talk.state.stage is Stage.BOOKED:
        return ending.goodbye(talk, talk.say(talk.lines.a_colleague))
    return resuming.resume(talk, talk.say(talk.lines.a_colleague))
