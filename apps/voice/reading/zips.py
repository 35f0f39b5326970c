"""A US ZIP code, spoken digit by digit, in pairs, or as Whisper writes it ("787-04")."""

import re

from . import plain

_DIGITS = {word: str(at) for at, word in enumerate(plain.words("zero one two three four five six seven eight nine"))}
_DIGITS |= {"oh": "0", "o": "0", "nought": "0", "to": "2", "too": "2", "for": "4", "ate": "8", "won": "1"}
_TEENS = plain.words("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
_TENS = {
    word: str(at) for at, word in enumerate(plain.words("twenty thirty forty fifty sixty seventy eighty ninety"), 2)
}
_TIMES = {"double": 2, "triple": 3}
# These are digits only among digits.
_DOUBTFUL = frozenset(["to", "too", "for", "ate", "won", "o"])
_LENGTH, _LENGTH_OF_ALL = 5, 9


def read(said: str) -> str | None:
    """The five digits; None if no run of digits has five (or nine, of which the first five count)."""
    for run in _runs(re.findall(r"\d+|[a-z]+", plain.heard(said))):
        if len(run) in (_LENGTH, _LENGTH_OF_ALL):
            return run[:_LENGTH]
    return None


def _runs(tokens: list[str]) -> list[str]:
    runs = [""]
    at = 0
    while at < len(tokens):
        digits, taken = _digits(tokens, at, is_within=bool(runs[-1]))
        if digits:
            runs[-1] += digits
        elif runs[-1]:
            runs.append("")
        at += taken
    return runs


def _digits(tokens: list[str], at: int, *, is_within: bool) -> tuple[str, int]:
    token = tokens[at]
    following = tokens[at + 1] if at + 1 < len(tokens) else ""
    if token.isdigit():
        return token, 1
    if token in _TIMES and (digit := following if len(following) == 1 else _DIGITS.get(following, "")):
        return digit * _TIMES[token], 2
    if token in _DOUBTFUL and not is_within:
        return "", 1
    if token in _DIGITS:
        return _DIGITS[token], 1
    if token in _TEENS:
        return str(_TEENS.index(token) + 10), 1
    return _tens(token, following)


def _tens(token: str, following: str) -> tuple[str, int]:
    if token not in _TENS:
        return "", 1
    unit = _DIGITS.get(following, "0")
    is_unit = unit != "0" and following not in _DOUBTFUL
    return (_TENS[token] + unit, 2) if is_unit else (_TENS[token] + "0", 1)
