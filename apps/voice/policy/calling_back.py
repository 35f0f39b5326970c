"""A call at another time: when they say, or asked for when they do not."""

from zoneinfo import ZoneInfo

from apps.outreach import callback_wish

from . import ending
from .moves import CallbackPlanned, Disposition, Expects, Line, Move, RequestCallback
from .reading import Intent, Reading
from .state import Stage
from .talk import Talk

_MOST_ASKED = 2
_LONGEST_WORDS = 120


def wanted(talk: Talk, reading: Reading, taken: set[str]) -> Move | None:
    """They have no time now. Who says so and yet answers is not sent away."""
    stage = talk.state.stage
    # "Tomorrow at six", and nothing else: they know what we will ask.
    is_bare = bool(reading.when) and set(reading.intents) <= {Intent.NO, Intent.GREETING}
    is_early = stage in (Stage.REASON, Stage.RECORDING) and is_bare
    if stage in (Stage.BOOKED, Stage.WHEN) or (Intent.LATER not in reading.intents and not is_early):
        return None
    if taken and not reading.when:
        return None
    return heard(talk, reading) if reading.when else ask(talk)


def ask(talk: Talk, *lines: Line) -> Move:
    """When would be good? Asked twice at most."""
    if not talk.state.may("ask when", most=_MOST_ASKED):
        return _left_open(talk, *lines)
    talk.state.stage = Stage.WHEN
    return talk.move(*lines, talk.say(talk.lines.ask_when), expects=Expects.DETAIL)


def heard(talk: Talk, reading: Reading, *lines: Line) -> Move:
    """The time that they named; words that name none are not passed on."""
    words = _words(talk, reading.when)
    if words and talk.has_tools_left:
        return talk.waits(Stage.PLANNING, *lines, talk.say(talk.lines.one_moment), tool=RequestCallback(words))
    if Intent.NO in reading.intents and not lines:
        return ending.not_interested(talk)
    return ask(talk, *lines)


def planned(talk: Talk, result: CallbackPlanned) -> Move:
    talk.state.callback = result.spoken
    return talk.end(Disposition.CALL_BACK, talk.say(talk.lines.call_back, when=result.spoken))


def failed(talk: Talk) -> Move:
    talk.note("Wants to be called back, but no time could be planned")
    return _left_open(talk)


def _left_open(talk: Talk, *lines: Line) -> Move:
    talk.note("Wants to be called back, and named no time")
    return talk.end(Disposition.CALL_BACK, *lines, talk.say(talk.lines.follow_up), talk.say(talk.lines.goodbye))


def _words(talk: Talk, when: str) -> str:
    zone = ZoneInfo(talk.brief.zone)
    said = (when, f"call me {when}")
    words = when and next((each for each in said if callback_wish.read(each, now=talk.brief.now, zone=zone)), "")
    return words[:_LONGEST_WORDS]
