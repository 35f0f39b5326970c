"""Script texts made into lines. Of what the lead typed, only a first name that looks like one is ever said aloud."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from apps.scripts.document import Script

from .brief import Brief
from .moves import Line, Slot

_NAME = re.compile(r"[^\W\d_]+(?:[' -][^\W\d_]+)*")
_MOST_LETTERS, _MOST_WORDS = 24, 2
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
# Who has no name that we can say is spoken to without one.
_NAMELESS = (("{first_name}'s", "your"), (" {first_name}", ""), ("{first_name}, ", ""), ("{first_name}", ""))
_PERSONAL = ("{first_name}", "{rep_name}", "{when}", "{slots}")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def sayable_name(text: str) -> str:
    """A first name of letters, spaces, hyphens and apostrophes, two words at most; what is none is dropped whole."""
    name = " ".join(unicodedata.normalize("NFC", text.replace("\u2019", "'")).split())
    # Not only by the pattern: to a regular expression a fraction is a letter.
    is_spelled = bool(_NAME.fullmatch(name)) and all(sign.isalpha() or sign in " '-" for sign in name)
    is_short = len(name) <= _MOST_LETTERS and len(re.split(r"[ -]", name)) <= _MOST_WORDS
    return name if is_spelled and is_short else ""


def short(question: str) -> str:
    """Its last sentence: what is asked again after an aside."""
    return _SENTENCE.split(question.strip())[-1]


@dataclass(frozen=True)
class Speech:
    """Fills in a script's texts for one call."""

    script: Script
    names: Mapping[str, str]

    @classmethod
    def of(cls, brief: Brief) -> "Speech":
        return cls(
            brief.script,
            {
                "first_name": sayable_name(brief.first_name),
                "company": brief.company,
                "agent_name": brief.script.agent_name,
                "rep_name": brief.rep_name,
                "what": brief.script.booking.what,
            },
        )

    def line(self, text: str, **more: str) -> Line:
        """One text; an unknown placeholder stays as it is, nothing that is filled in is filled in again."""
        names = {**self.names, **more}
        nameless = text
        if not names["first_name"]:
            for written, said in _NAMELESS:
                nameless = nameless.replace(written, said)
        said = _PLACEHOLDER.sub(lambda found: names.get(found[1], found[0]), nameless)
        return Line(said.strip(), is_fixed=not any(each in text for each in _PERSONAL))

    def slots(self, slots: tuple[Slot, ...]) -> str:
        """ "Tuesday at 3 PM, Wednesday at 10 AM or Friday at noon"."""
        spoken = [slot.spoken for slot in slots]
        head, tail = ", ".join(spoken[:-1]), spoken[-1]
        return f"{head} {self.script.lines.or_word} {tail}" if head else tail
