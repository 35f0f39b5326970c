"""Does a text message mean "stop", "start" or "help"? The union of all carriers' words; free text joins later."""

import re
from enum import StrEnum

_LETTERS = re.compile(r"[^a-z]+")
STOP_WORDS = frozenset(["stop", "stopall", "unsubscribe", "end", "quit", "cancel", "revoke", "optout"])
START_WORDS = frozenset(["start", "unstop"])
HELP_WORDS = frozenset(["help", "info"])


class Wish(StrEnum):
    NONE = ""
    STOP = "stop"
    START = "start"
    HELP = "help"


def read(text: str) -> Wish:
    """What the whole message means, any case, spaces and punctuation aside ("Opt-out!", "STOP ALL").

    YES is a carrier's word for opting in, and an answer to many questions: it is no consent here.
    """
    word = _LETTERS.sub("", text.lower())
    if word in STOP_WORDS:
        return Wish.STOP
    if word in START_WORDS:
        return Wish.START
    return Wish.HELP if word in HELP_WORDS else Wish.NONE
