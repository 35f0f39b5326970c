"""What was not heard because they spoke: it is remembered, and said again where it matters."""

from .moves import Line
from .talk import Talk

# So much of a question tells what it asks.
_HEARD_SHARE = 0.6


def remember(talk: Talk, heard: str | None) -> None:
    """`heard` is what of our last lines came out before they spoke; None if all of it did."""
    state = talk.state
    state.is_question_unheard = False
    if heard is None or not state.last:
        return
    places = _places(state.last)
    reached = len(" ".join(heard.split()))
    must = (talk.say(talk.brief.script.opening), talk.say(talk.lines.disclosure), *_booked(talk))
    cut_off = [line for line, (_, end) in zip(state.last, places, strict=True) if end > reached]
    state.owed = tuple(line for line in cut_off if line in must)
    start, end = places[-1]
    state.is_question_unheard = reached - start < _HEARD_SHARE * (end - start)


def _places(lines: tuple[Line, ...]) -> list[tuple[int, int]]:
    """Where each line begins and ends in all that was said."""
    places: list[tuple[int, int]] = []
    at = 0
    for line in lines:
        length = len(" ".join(line.text.split()))
        places.append((at, at + length))
        at += length + 1
    return places


def _booked(talk: Talk) -> tuple[Line, ...]:
    appointment = talk.state.appointment
    if appointment is None:
        return ()
    return tuple(talk.say(text, when=appointment.spoken) for text in (talk.lines.booked, talk.lines.moved))
