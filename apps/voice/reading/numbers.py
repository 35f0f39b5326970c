"""Numbers in words and digits: "a hundred and fifty", "15k", "two fifty", "two or three hundred" (their middle).

Own code rather than `text2num`: that leaves "two fifty", "20 thousand", "oh" and every range to its caller, which is
most of what people say on the phone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from . import plain

_UNITS = {word: float(at) for at, word in enumerate(plain.words("zero one two three four five six seven eight nine"))}
_TEENS = {
    word: float(at)
    for at, word in enumerate(
        plain.words("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"),
        start=10,
    )
}
_TENS = {
    word: float(at * 10)
    for at, word in enumerate(plain.words("twenty thirty forty fifty sixty seventy eighty ninety"), start=2)
}
_TENS["fourty"] = 40.0
_SCALES = {"thousand": 1e3, "grand": 1e3, "k": 1e3, "million": 1e6, "mil": 1e6, "m": 1e6, "billion": 1e9}
_SCALES |= {"thousands": 1e3, "hundreds": 100.0, "hundred": 100.0, "dozen": 12.0}
_VAGUE = {"couple": 2.0, "few": 3.0}
_PARTS = {"half": 0.5, "quarter": 0.25}
_TOKEN = re.compile(r"\d+(?:\.\d+)?|[a-z]+|[,;.?!-]")
_BETWEEN = re.compile(r"^(?:,? ?(?:or|to|maybe|and|through|or maybe|or so to)|-|, maybe|,? ?no more than)$")
# Nine digits and more in groups are no amount.
_TELEPHONE = re.compile(r"\+?\d{1,4}(?:[ ()./-]{1,2}\d{2,4}){2,4}\b")
_PRONOUN = re.compile(r"\b(?:no|this|that|the (?:first|second|last|other)) one\b|\bone sec\w*")
_CORRECTED = re.compile(
    r"\b(?:no,? wait|wait,? no|i mean|i meant|i mean to say|sorry|scratch that|make (?:that|it)|correction|i said|"
    r"let me correct(?: that| myself)?|rather)\b"
)


@dataclass(frozen=True)
class Number:
    """A number and where it stands among the tokens; `scale` is the last word that multiplied it."""

    value: float
    scale: float
    first: int
    last: int


def read(said: str) -> float | None:
    """The number that is meant; of a range the middle, after "no, wait" what comes then."""
    found = _all(corrected(said))
    return found[0] if found else None


def corrected(said: str) -> str:
    """What counts: the part after the last correction, if a number is left in it; else all of it."""
    text = plain.heard(said)
    cuts = [found.end() for found in _CORRECTED.finditer(text)]
    rest = text[cuts[-1] :] if cuts else ""
    return rest if rest and _all(rest) else text


def is_correction(said: str) -> bool:
    """Whether they take back what they had said."""
    return bool(_CORRECTED.search(plain.heard(said)))


def _all(text: str) -> list[float]:
    tokens = _TOKEN.findall(_split(text))
    numbers = list(_numbers(tokens))
    merged: list[float] = []
    at = 0
    while at < len(numbers):
        if at + 1 < len(numbers) and _is_range(numbers[at], numbers[at + 1], tokens):
            merged.append(_middle(numbers[at], numbers[at + 1]))
            at += 2
            continue
        if at + 1 < len(numbers) and _are_cents(numbers[at], numbers[at + 1], tokens):
            merged.append(numbers[at].value + numbers[at + 1].value / 100)
            at += 2
            continue
        merged.append(numbers[at].value)
        at += 1
    return merged


def _split(text: str) -> str:
    """ "15k", "400ish" and "thirty-two" in pieces, "1,800" in one."""
    text = _TELEPHONE.sub(" ", text)
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    text = re.sub(r"\b\d+(?:st|nd|rd|th)\b", " ", text)
    text = re.sub(r"(?<=[a-z\d])ish\b", "", text)
    text = re.sub(r"(?<=\d)(?=[a-z])", " ", text)
    text = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", text)
    return re.sub(
        r"\bno one\b|\bthe (?:first|second|last|other) one\b|\bthis one\b|\bthat one\b|\bone sec\w*", " ", text
    )


def _numbers(tokens: list[str]) -> Iterator[Number]:
    at = 0
    while at < len(tokens):
        number = _from(tokens, at)
        if number is None:
            at += 1
            continue
        yield number
        at = number.last + 1


def _from(tokens: list[str], start: int) -> Number | None:
    """The longest number from here on, word by word."""
    sum_ = _Sum()
    last = -1
    for at in range(start, len(tokens)):
        following = tokens[at + 1] if at + 1 < len(tokens) else ""
        if sum_.takes(tokens[at]):
            last = at
        elif not sum_.bridges(tokens[at], following):
            break
    return Number(sum_.total + sum_.current, sum_.scale, start, last) if last >= start and sum_.is_number else None


class _Sum:
    """A number while its words come in."""

    def __init__(self) -> None:
        self.total, self.current, self.scale = 0.0, 0.0, 1.0
        self.is_number = False
        self._before = ""
        self._decimals = 0

    def takes(self, word: str) -> bool:
        """Whether the word goes on with the number; then it is in it."""
        kind, value = _kind(word)
        if kind == "scale":
            taken = self._multiply(value, word)
        elif kind == "part":
            taken = self._add_part(value)
        else:
            taken = kind != "" and self._add(kind, value)
        if taken:
            self._before = kind
            self.is_number = self.is_number or kind not in ("vague", "part") or word == "couple"
        return taken

    def bridges(self, word: str, following: str) -> bool:
        """A word between those of one number: "a hundred AND fifty", "one POINT five", "A couple OF hundred"."""
        kind, value = _kind(following)
        if word == "point" and self.is_number and kind == "unit":
            self._decimals = 1
            return True
        if word in ("a", "an"):
            return (not self._before and kind in ("scale", "vague", "part")) or self._before == "part" or kind == "part"
        if word == "of":
            is_part = self._before == "part" and following in ("a", "an", *_SCALES)
            return is_part or (self._before == "vague" and kind in ("scale", "unit"))
        is_rest = (self._before == "scale" and kind != "") or (self._lacks(value) and kind not in ("", "scale"))
        return word == "and" and self.is_number and (is_rest or following in ("a", "half"))

    def _add(self, kind: str, value: float) -> bool:
        before = self._before
        if self._decimals and kind == "unit":
            self.current += value / 10**self._decimals
            self._decimals += 1
            return True
        if (before in ("", "scale") and (before == "" or value < self.scale)) or self._lacks(value):
            self.current += value
            return True
        if before == "tens" and kind == "unit" and value:
            self.current += value
            return True
        # "Two fifty", "one twenty", "twelve fifty": hundreds, left out.
        if before in ("unit", "teen") and kind in ("teen", "tens") and 0 < self.current < 100 and not self.total:
            self.current = self.current * 100 + value
            return True
        return False

    def _lacks(self, value: float) -> bool:
        """Hundreds in digits, to which less than a hundred is added: "300 and 20", as Whisper writes it."""
        return self._before == "digits" and self.current >= 100 and self.current % 100 == 0 and 0 < value < 100

    def _multiply(self, value: float, word: str) -> bool:
        if word in ("m", "k") and not self._before:
            return False
        if self._before == "part" and self.current < 1 and not self.total:
            self.current = self.current * value
        elif value == 100:
            self.current = (self.current or 1) * 100
        else:
            self.total, self.current = self.total + (self.current or 1) * value, 0.0
        self.scale = max(value, self.scale)
        return True

    def _add_part(self, value: float) -> bool:
        self.current += value
        return True


def _kind(word: str) -> tuple[str, float]:
    for kind, table in (("unit", _UNITS), ("teen", _TEENS), ("tens", _TENS), ("scale", _SCALES), ("vague", _VAGUE)):
        if word in table:
            return kind, table[word]
    if word in _PARTS:
        return "part", _PARTS[word]
    return ("digits", float(word)) if word[:1].isdigit() else ("", 0.0)


def _is_range(first: Number, second: Number, tokens: list[str]) -> bool:
    between = tokens[first.last + 1 : second.first]
    # "Like 220, 230": a second guess near the first.
    if between == [","]:
        return first.value < second.value <= first.value * 1.3
    return bool(_BETWEEN.match(" ".join(between))) and second.value > first.value


def _are_cents(first: Number, second: Number, tokens: list[str]) -> bool:
    between = tokens[first.last + 1 : second.first]
    return between in (["dollars", "and"], ["dollars"]) and tokens[second.last + 1 : second.last + 2] == ["cents"]


def _middle(first: Number, second: Number) -> float:
    """ "Two or three hundred": the first has the second's hundreds."""
    low = first.value
    if first.scale == 1.0 and second.scale > 1.0 and low < second.value / second.scale:
        low *= second.scale
    return (low + second.value) / 2
