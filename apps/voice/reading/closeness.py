"""How near two words are: what speech recognition makes of a word is seldom more than a letter or two away."""

import re

_SUFFIXES = ("ings", "ing", "ers", "er", "ed", "es", "s")
_LEAST_STEM, _LEAST_SOUND = 3, 3


def stem(word: str) -> str:
    """Without the ending that a plural, a person or a tense adds."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _LEAST_STEM:
            return word[: -len(suffix)].removesuffix("e")
    return word.removesuffix("e") if len(word) > _LEAST_STEM else word


def is_same(word: str, other: str) -> bool:
    """The same word, but for its ending."""
    return word == other or stem(word) == stem(other)


def is_near(word: str, other: str) -> bool:
    """A slip of the ear: one letter in words of four and more, two in long ones. Short words must be the same."""
    if is_same(word, other):
        return True
    if _sound(word) == _sound(other) and len(_sound(word)) >= _LEAST_SOUND:
        return True
    shorter = min(len(word), len(other))
    allowed = 0 if shorter < 4 else 1 if shorter < 8 else 2
    return allowed > 0 and distance(word, other, most=allowed) <= allowed


def _sound(word: str) -> str:
    """The consonants, each run of one as one: "metal" and "mettle" are the same to the ear."""
    bare = re.sub(r"[aeiouy]", "", word.replace("ck", "k").replace("ph", "f"))
    return re.sub(r"(.)\1+", r"\1", bare)


def distance(word: str, other: str, *, most: int) -> int:
    """Letters to change, add or drop; more than `most` is `most` + 1."""
    if abs(len(word) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for at, letter in enumerate(word, start=1):
        left, diagonal = at, at - 1
        for column, counterpart in enumerate(other, start=1):
            left = min(left + 1, row[column] + 1, diagonal + (letter != counterpart))
            diagonal, row[column] = row[column], left
        row[0] = at
    return min(row[-1], most + 1)
