"""How a conversation is brought to its end: an opt-out at once, a kind goodbye, another language."""

from . import scoring
from .moves import Disposition, Line, Move, OptOut
from .reading import Intent, Reading
from .state import Stage
from .talk import Talk

_LONGEST_WORDS = 200


def opted_out(talk: Talk, reading: Reading) -> Move | None:
    """From anywhere, even after our goodbye, and once."""
    wishes = {Intent.OPT_OUT, Intent.WRONG_PERSON} & set(reading.intents)
    state = talk.state
    if not wishes or state.has_opted_out:
        return None
    is_wrong_person = Intent.OPT_OUT not in wishes
    disposition = Disposition.WRONG_PERSON if is_wrong_person else Disposition.OPTED_OUT
    state.disposition = state.ends_as = disposition
    state.notes_due.clear()
    state.owed = ()
    text = talk.lines.wrong_person if is_wrong_person else talk.lines.opted_out
    return talk.waits(Stage.CLOSING, talk.say(text), tool=OptOut(reading.said[:_LONGEST_WORDS], is_wrong_person))


def goodbye(talk: Talk, *lines: Line) -> Move:
    """Whatever has come of it."""
    return talk.end(so_far(talk), *lines, talk.say(talk.lines.goodbye))


def not_interested(talk: Talk, *lines: Line) -> Move:
    return talk.end(Disposition.NOT_INTERESTED, *lines, talk.say(talk.lines.goodbye))


def not_a_fit(talk: Talk) -> Move | None:
    """An answer has turned the lead away."""
    if talk.state.appointment or not scoring.of(talk.brief.script, talk.state.answers).is_disqualified:
        return None
    return talk.end(Disposition.NOT_QUALIFIED, talk.say(talk.lines.not_a_fit))


def followed_up(talk: Talk, *lines: Line) -> Move:
    """All is asked, and a colleague goes on from here."""
    is_qualified = scoring.of(talk.brief.script, talk.state.answers).is_qualified
    disposition = Disposition.QUALIFIED if is_qualified else Disposition.NOT_QUALIFIED
    return talk.end(disposition, *lines, talk.say(talk.lines.follow_up), talk.say(talk.lines.goodbye))


def other_language(talk: Talk, reading: Reading) -> Move | None:
    """Unless they do answer us."""
    if Intent.OTHER_LANGUAGE not in reading.intents or reading.values or reading.slot is not None:
        return None
    talk.note("Speaks another language than the script's")
    return talk.end(Disposition.OTHER_LANGUAGE, talk.say(talk.lines.other_language))


def so_far(talk: Talk) -> Disposition:
    """What it would be if they hung up now."""
    state = talk.state
    if state.disposition:
        return state.disposition
    if state.appointment:
        return Disposition.BOOKED
    if state.callback:
        return Disposition.CALL_BACK
    if not state.has_person:
        return Disposition.NO_REPLY
    score = scoring.of(talk.brief.script, state.answers)
    if score.is_qualified and not any(each.id not in state.answers for each in talk.brief.script.questions):
        return Disposition.QUALIFIED
    return Disposition.HUNG_UP
