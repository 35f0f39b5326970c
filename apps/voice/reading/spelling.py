"""Letters said one by one: "S M I T H", "A-D-A", "B as in boy, O, B"."""

import re

_AS_IN = re.compile(r"\b([A-Za-z])\b,? (?:as in|like|for|is for) \w+,?")
_LETTERS = re.compile(r"\b[A-Za-z](?:[ .,-]{1,2}[A-Za-z]\b){2,}")


def read(said: str) -> str:
    """The word that the letters make, in lower case; empty without three letters in a row."""
    found = _LETTERS.search(_AS_IN.sub(r"\1 ", said))
    return re.sub(r"[^a-z]", "", found.group().lower()) if found else ""


def without(said: str) -> str:
    """The rest of it."""
    return _LETTERS.sub(" ", _AS_IN.sub(r"\1 ", said))


def joined(said: str) -> str:
    """The letters as one word where they stood."""
    return _LETTERS.sub(lambda found: re.sub(r"[^A-Za-z]", "", found.group()), _AS_IN.sub(r"\1 ", said))
