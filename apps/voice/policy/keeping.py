"""The appointment that was to be moved, and could not be."""

from .moves import Disposition, Line, Move
from .talk import Talk


def stays(talk: Talk, *lines: Line) -> Move:
    """No other time suits, or none can be had: the old one stands, and a colleague calls."""
    talk.state.is_moving = False
    talk.note("Wants another time for the appointment, and none was found: call to find one")
    stands = talk.say(talk.lines.not_moved, when=talk.standing.spoken) if talk.standing else None
    said = (*lines, stands) if stands else lines
    return talk.end(Disposition.CALL_BACK, *said, talk.say(talk.lines.goodbye))
