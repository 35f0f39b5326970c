"""How a conversation ended, in words: a table of what the agent's dispositions say to people."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """`says` stands alone; `ends` ends a sentence, "" where the sentence has said it."""

    says: str
    ends: str
    # good, fair, bad or plainly: how a business sees it.
    tone: str = "plainly"


WORDS: Mapping[str, Wording] = {
    "booked": Wording("Booked an appointment", "booked", "good"),
    "qualified": Wording("Qualified", "", "good"),
    "not_qualified": Wording("Not a fit", "not a fit"),
    "call_back": Wording("Wants to be called back", "to be called back", "fair"),
    "transferred": Wording("Put through to a person", "put through", "good"),
    "opted_out": Wording("Opted out", "opted out", "bad"),
    "wrong_person": Wording("Wrong person", "wrong person", "bad"),
    "not_interested": Wording("Not interested", "not interested"),
    "other_language": Wording("Speaks another language", "speaks another language", "fair"),
    "voicemail": Wording("Voicemail answered", "voicemail"),
    "no_reply": Wording("Nobody spoke", "nobody spoke"),
    "hung_up": Wording("Hung up", "hung up", "fair"),
    "failed": Wording("Broken off by a fault of ours", "broken off", "bad"),
}
# Nobody was there to be qualified.
_UNHEARD = frozenset({"voicemail", "no_reply", "failed"})


def says(disposition: str) -> str:
    return WORDS[disposition].says if disposition in WORDS else disposition.replace("_", " ").capitalize()


def tone(disposition: str) -> str:
    return WORDS[disposition].tone if disposition in WORDS else "plainly"


def length(seconds: float) -> str:
    """ "1:42", as on a player."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def sentence(disposition: str, *, seconds: float, score: int, is_qualified: bool) -> str:
    """ "Talked 1:42, qualified with 80 points, booked"."""
    ends = WORDS[disposition].ends if disposition in WORDS else says(disposition).lower()
    if disposition in _UNHEARD:
        return f"{ends.capitalize()}, {length(seconds)}"
    scored = f"{'qualified with ' if is_qualified else ''}{score} point{'' if score == 1 else 's'}"
    parts = (f"Talked {length(seconds)}", scored if is_qualified or score else "", ends)
    return ", ".join(filter(None, parts))
