"""What a call may cost: `prices.csv`, by the longest prefix of the number, and high where nobody has looked."""

import csv
from functools import cache
from pathlib import Path

# Nobody wants to call it often, and it does not fit the default cap of a call: a person looks first.
UNKNOWN_MICROS = 1_000_000
# The longest talk that a call is placed for; the carrier ends it then.
MOST_TALK_SECONDS = 600


def a_minute(phone: str) -> int:
    """Micro-units a minute begun, for an E.164 number. A bound for a reservation, no carrier's price list."""
    digits = phone.lstrip("+")
    known = _table()
    found = (known[digits[:size]] for size in range(len(digits), 0, -1) if digits[:size] in known)
    return next(found, UNKNOWN_MICROS)


def at_most(phone: str) -> int:
    """Micro-units of the longest call to the number."""
    return cost(a_minute(phone), MOST_TALK_SECONDS)


def cost(micros_a_minute: int, talk_seconds: int) -> int:
    """Micro-units of a call: each minute begun is paid."""
    return micros_a_minute * -(-talk_seconds // 60)


@cache
def _table() -> dict[str, int]:
    with Path(__file__).with_name("prices.csv").open(newline="") as lines:
        return {row["prefix"]: int(row["micros_a_minute"]) for row in csv.DictReader(lines)}
