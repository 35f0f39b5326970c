"""How far what was heard is from what was said: words, once numbers are written one way."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
VALUES = {word: value for value, word in enumerate(SMALL)} | {word: 10 * nth for nth, word in enumerate(TENS, 2)}
LARGE = {"hundred": 100, "thousand": 1000}
ORDINALS = {"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "tenth": "10"}


def distance(said: str, heard: str) -> tuple[int, int]:
    """How many words must be put in, left out or replaced, and how many were said."""
    true, found = words(said), words(heard)
    row = list(range(len(found) + 1))
    for nth, word in enumerate(true, 1):
        last, row = row, [nth]
        for at, other in enumerate(found):
            row.append(min(row[at] + 1, last[at + 1] + 1, last[at] + (word != other)))
    return row[-1], len(true)


def words(text: str) -> list[str]:
    """Lower case, no punctuation; a number is its digits, and digits that follow each other are one."""
    plain = re.sub(r"\$([\d,.]*\d)", r"\1 dollars", text.lower()).replace("'", "")
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", plain)
    plain = re.sub(r"([ap])\.\s?m\b", r"\1m", plain)
    plain = re.sub(r"(\d)(?:st|nd|rd|th)\b", r"\1", plain)
    runs = groupby(_numbered(re.findall(r"\d+|[a-z]+", plain)), key=str.isdigit)
    return [word for is_number, run in runs for word in (["".join(run)] if is_number else run)]


@dataclass
class Number:
    """A number of which another word may still come."""

    thousands: int
    rest: int

    def goes_on_with(self, value: int) -> bool:
        """Whether the word adds to it ("twenty" "five"), and doesn't start another number ("two" "five")."""
        after_large = self.rest % 100 == 0 and self.thousands + self.rest > 0
        after_ten = self.rest % 100 >= 20 and self.rest % 10 == 0 and 0 < value < 10
        return after_large or after_ten

    def multiply(self, by: int) -> None:
        self.rest *= by
        if by == LARGE["thousand"]:
            self.thousands, self.rest = self.thousands + self.rest, 0

    def __str__(self) -> str:
        return str(self.thousands + self.rest)


def _numbered(tokens: list[str]) -> Iterator[str]:
    number: Number | None = None
    for token in tokens:
        if number and token in LARGE:
            number.multiply(LARGE[token])
        elif number and token == "and" and number.goes_on_with(0):
            continue
        elif number and token in VALUES and number.goes_on_with(VALUES[token]):
            number.rest += VALUES[token]
        else:
            if number:
                yield str(number)
            number = Number(0, VALUES[token]) if token in VALUES else None
            if number is None:
                yield ORDINALS.get(token, token)
    if number:
        yield str(number)
