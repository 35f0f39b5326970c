"""A reply as plain words: no case, accent or apostrophe; what Whisper is known to mishear is put right."""

import re
import unicodedata

MOST_CHARACTERS = 600
_APOSTROPHES = re.compile(r"['\u2019\u2018`\u00b4]")
_DOTTED = re.compile(r"\b([ap])\.? ?m\b\.?")
_CLAUSE = re.compile(r"[.!?;,]+(?!\d)|\b(?:but|although|though)\b")
# As measured on the offline engine (8 kHz, synthetic voices), and what the ear makes of short words.
_MISHEARD = (
    (re.compile(r"\bnoise right now\b"), "not right now"),
    (re.compile(r"\bm+[- ]?h+m+\b|\bmm+[- ]?hmm+\b|\bmhm+\b|\buh[- ]huh\b|\bu?huh yes\b"), "yes"),
    (re.compile(r"\buh[- ]uh\b|\bnuh[- ]uh\b|\bnah+\b"), "no"),
    (re.compile(r"\bye(?:ah|a|p|ah+)\b|\byup\b"), "yes"),
)


def lowered(said: str) -> str:
    """Lower case without accents and apostrophes; punctuation stays."""
    letters = unicodedata.normalize("NFKD", said[:MOST_CHARACTERS].lower())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(_APOSTROPHES.sub("", bare).split())


def heard(said: str) -> str:
    """As `lowered`, with a.m. and p.m. in one form and known mishearings put right."""
    text = _DOTTED.sub(r"\1m", lowered(said))
    for pattern, meant in _MISHEARD:
        text = pattern.sub(meant, text)
    return text


def words(said: str) -> list[str]:
    """The words and numbers, and nothing else."""
    return re.findall(r"[^\W_]+", heard(said))


def clauses(said: str) -> list[list[str]]:
    """The words of each clause that has any."""
    parts = (re.findall(r"[^\W_]+", part) for part in _CLAUSE.split(heard(said)))
    return [part for part in parts if part]


def spaced(said: str) -> str:
    """The words with a space at both ends, so that a phrase is found as whole words."""
    return f" {' '.join(words(said))} "


def says(text: str, phrases: tuple[str, ...]) -> bool:
    """Whether a `spaced` text has one of the phrases."""
    return any(f" {phrase} " in text for phrase in phrases)
