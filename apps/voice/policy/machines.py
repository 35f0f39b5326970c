"""What is not a person: a voicemail gets one message, a screening assistant our name and reason, a fax nothing."""

from dataclasses import replace

from . import opening
from .moves import Disposition, End, Expects, Move
from .reading import Intent, Machine, Reading
from .state import OVER, Stage
from .talk import Talk

_MOST_SCREENED, _MOST_WAITS = 2, 4
# A greeting may take some turns until the word falls; later, somebody is speaking about voicemail.
_LAST_TURN = 3


def heard(talk: Talk, reading: Reading) -> Move | None:
    """By its wording; only while nobody has answered anything."""
    is_early = not _is_surely_person(talk)
    if Intent.VOICEMAIL in reading.intents and is_early:
        return met(talk, Machine.VOICEMAIL)
    if Intent.SCREENING in reading.intents and (is_early or talk.state.stage is Stage.SCREENED):
        return met(talk, Machine.SCREENING)
    return _person_after_all(talk, reading) if talk.state.stage is Stage.SCREENED else None


def met(talk: Talk, machine: Machine) -> Move:
    """Told by the carrier, or heard; nothing if a person has spoken with us, or it is over."""
    if _is_surely_person(talk) or talk.state.stage in OVER:
        return Move(expects=talk.state.expects)
    talk.state.owed = ()
    if machine is Machine.VOICEMAIL:
        talk.state.disposition, talk.state.stage = Disposition.VOICEMAIL, Stage.ENDED
        lines = (talk.say(talk.lines.voicemail),) if talk.brief.script.leaves_voicemail else ()
        move = talk.move(*lines, expects=Expects.NOTHING, tool=End(Disposition.VOICEMAIL))
        return replace(move, is_interruptible=False, is_after_beep=True)
    if machine is Machine.FAX:
        talk.state.disposition, talk.state.stage = Disposition.NO_REPLY, Stage.ENDED
        move = talk.move(expects=Expects.NOTHING, tool=End(Disposition.NO_REPLY))
        return replace(move, is_interruptible=False)
    if not talk.state.may("screened", most=_MOST_SCREENED):
        return talk.end(Disposition.NO_REPLY)
    talk.state.stage = Stage.SCREENED
    return talk.move(talk.say(talk.lines.screening))


def told(talk: Talk, machine: Machine) -> Move:
    """By whoever listened. An assistant that screens sounds like a machine, too, and has been answered."""
    is_screened = talk.state.stage is Stage.SCREENED and machine is Machine.VOICEMAIL
    return Move(expects=talk.state.expects) if is_screened else met(talk, machine)


def silent(talk: Talk) -> Move:
    """The assistant asks its owner; we wait, not for ever."""
    return talk.move() if talk.state.may("waits", most=_MOST_WAITS) else talk.end(Disposition.NO_REPLY)


def _is_surely_person(talk: Talk) -> bool:
    """Who has answered a question, or goes on talking, is no greeting that a machine plays."""
    has_answered = any(not answer.is_from_form for answer in talk.state.answers.values())
    return has_answered or talk.state.turns > _LAST_TURN


def _person_after_all(talk: Talk, reading: Reading) -> Move | None:
    """Who picks up now has heard nothing of us: the greeting again. The assistant's own small talk is waited out."""
    is_waiting = Intent.HOLD_ON in reading.intents or Intent.VOICEMAIL in reading.intents
    if is_waiting:
        return met(talk, Machine.VOICEMAIL) if Intent.VOICEMAIL in reading.intents else silent(talk)
    talk.state.has_person = True
    return opening.begin(talk)
