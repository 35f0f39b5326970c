"""A person's name: "it's Ada Lovelace", "Smith, S M I T H"; letters, hyphens and apostrophes, four words at most."""

import re

from . import plain, spelling

_OPENING = re.compile(
    r"^(?:(?:yes|yeah|yep|sure|ok|okay|um+|uh+|well|oh|hi|hello|hey|of course)[,. ]+)*"
    r"(?:(?:it'?s|it is|(?:my |the )?name(?:'?s| is)|this is|i'?m|i am|"
    r"you(?:'re| are) speaking (?:with|to)|you can call me|call me|that would be|that'?s|they call me|"
    r"my (?:first|last|full) name is|"
    r"(?:the )?(?:first|last) name(?: is)?|(?:it'?s )?spelled)[ ,:]+)*",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\bfirst name(?: is)? (\w+),?(?: and)?(?: my)? last name(?: is)? (\w+)", re.IGNORECASE)
_BEFORE = re.compile(r"^[^,]{0,60}\bname, ", re.IGNORECASE)
_NAME = re.compile(r"^[^\W\d_]+(?:[' -][^\W\d_]+)*")
_ENDS = frozenset(plain.words("speaking here and but calling from with the is"))
# A reply that has these is no name.
_NO_NAME = frozenset(
    plain.words(
        "hello hi hey morning bye goodbye why what who how do dont you your need that not no i my have know want "
        "rather say yes yeah maybe hold please can could later call stop sure ok okay it this of youre"
    )
)
_MOST_WORDS, _MOST_LETTERS = 4, 60


def read(said: str) -> str | None:
    """The name with its capitals; None where the reply is something else."""
    said = said[: plain.MOST_CHARACTERS].replace("\u2019", "'")
    said = _PARTS.sub(r"\1 \2", _BEFORE.sub("", said))
    spelled = spelling.read(said)
    spoken = _spoken(_OPENING.sub("", spelling.without(said) if spelled else said, count=1))
    if spelled:
        return spoken if spelled == spoken.replace("-", " ").lower().rpartition(" ")[2] else spelled.capitalize()
    return spoken or None


def _spoken(rest: str) -> str:
    found = _NAME.match(rest.strip())
    if not found:
        return ""
    words: list[str] = []
    for word in found.group().split():
        if word.lower() in _ENDS:
            break
        words.append(word)
    is_name = 0 < len(words) <= _MOST_WORDS and not {word.lower().replace("'", "") for word in words} & _NO_NAME
    name = " ".join(word if word[0].isupper() else word.capitalize() for word in words)
    return name if is_name and len(name) <= _MOST_LETTERS else ""
