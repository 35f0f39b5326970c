"""They want a person: one of the script's own list, by id; where nobody is free, a colleague calls back."""

from apps.scripts.document import Transfer

from .moves import Disposition, Line, Move, TransferTo
from .reading import Intent, Reading
from .state import Stage
from .talk import Talk


def wanted(talk: Talk, reading: Reading) -> Move | None:
    if Intent.HUMAN not in reading.intents:
        return None
    transfers = talk.brief.script.transfers
    if not transfers or not talk.has_tools_left or not talk.state.may("transfers", most=1):
        return failed(talk)
    chosen = _named(reading.said, transfers) or transfers[0]
    return talk.waits(Stage.TRANSFERRING, talk.say(talk.lines.transfer), tool=TransferTo(chosen.id))


def done(talk: Talk) -> Move:
    """The call is the other's now: no word more, and no hanging up."""
    talk.state.stage = Stage.ENDED
    if not talk.state.appointment:
        talk.state.disposition = Disposition.TRANSFERRED
    return talk.move()


def failed(talk: Talk, *lines: Line) -> Move:
    talk.note("Wants to talk to a person")
    texts = (talk.lines.transfer_failed, talk.lines.goodbye)
    return talk.end(Disposition.CALL_BACK, *lines, *(talk.say(text) for text in texts))


def _named(said: str, transfers: tuple[Transfer, ...]) -> Transfer | None:
    return next((each for each in transfers if each.label.lower() in said.lower()), None)
