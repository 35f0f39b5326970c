"""What a call or a text may cost: `prices.csv`, by the number's longest prefix, and high where nobody has looked."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

# The longest talk that a call is placed for; the carrier ends it then.
MOST_TALK_SECONDS = 600


class Price(NamedTuple):
    """Micro-units of a minute's talk, and of a text's segment. Bounds for a reservation, no carrier's price list."""

    a_minute: int
    a_segment: int


# Nobody wants to call or text it often, and it does not fit the default cap of a call: a person looks first.
UNKNOWN = Price(1_000_000, 2_500_000)


@dataclass(frozen=True)
class Fare:
    """What one contact is reserved at: `rate_micros` for each minute or segment begun, `most_micros` in all."""

    budget: str
    rate_micros: int
    most_micros: int


def of_call(phone: str) -> Fare:
    """The longest call to an E.164 number."""
    rate = of(phone).a_minute
    return Fare("call", rate, cost(rate, MOST_TALK_SECONDS))


def of_text(phone: str, *, segments: int) -> Fare:
    """A text of so many segments to an E.164 number."""
    rate = of(phone).a_segment
    return Fare("text", rate, rate * segments)


def of(phone: str) -> Price:
    """By the longest prefix that is known."""
    digits = phone.lstrip("+")
    known = _table()
    found = (known[digits[:size]] for size in range(len(digits), 0, -1) if digits[:size] in known)
    return next(found, UNKNOWN)


def cost(micros_a_minute: int, talk_seconds: int) -> int:
    """Micro-units of a call: each minute begun is paid."""
    return micros_a_minute * -(-talk_seconds // 60)


@cache
def _table() -> dict[str, Price]:
    with Path(__file__).with_name("prices.csv").open(newline="") as lines:
        return {
            row["prefix"]: Price(int(row["micros_a_minute"]), int(row["micros_a_segment"]))
            for row in csv.DictReader(lines)
        }
