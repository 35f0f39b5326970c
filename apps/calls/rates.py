"""What something costs: the tenant's own rates, else `rates.csv`, else the bound that was reserved (`prices`). Pure."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from . import prices


class Service(StrEnum):
    """What is paid for. Calls and what the agent needs by the minute begun, texts by the segment."""

    CALL = "call"
    TEXT = "text"
    HEARING = "hearing"
    THINKING = "thinking"
    SPEECH = "speech"


class Direction(StrEnum):
    OUT = "out"
    IN = "in"


class Basis(StrEnum):
    """Where a figure comes from."""

    OWN = "own"
    LISTED = "listed"
    BOUND = "bound"


@dataclass(frozen=True)
class Tariff:
    """`micros` of the currency for a minute begun or a segment, from a day on, of numbers that begin so."""

    service: Service
    direction: Direction
    prefix: str
    micros: int
    currency: str
    valid_from: date


@dataclass(frozen=True)
class Used:
    """What was used: `units` are minutes begun or segments, `phone` is "" where no number is called."""

    service: Service
    direction: Direction
    phone: str
    units: int
    day: date


@dataclass(frozen=True)
class Estimate:
    micros: int
    currency: str
    basis: Basis


def estimate(used: Used, *, own: Sequence[Tariff], listed: Sequence[Tariff]) -> Estimate | None:
    """The tenant's own rate goes before the list; None where an engine has no rate."""
    for tariffs, basis in ((own, Basis.OWN), (listed, Basis.LISTED)):
        if found := choose(tariffs, used):
            return Estimate(found.micros * used.units, found.currency, basis)
    if used.service not in (Service.CALL, Service.TEXT):
        return None
    bound = prices.of(used.phone)
    a_unit = bound.a_minute if used.service is Service.CALL else bound.a_segment
    return Estimate(a_unit * used.units, "USD", Basis.BOUND)


def choose(tariffs: Iterable[Tariff], used: Used) -> Tariff | None:
    """The longest prefix that is in force on the day, and of those the latest."""
    digits = used.phone.removeprefix("+")
    fitting = [
        each
        for each in tariffs
        if (each.service, each.direction) == (used.service, used.direction)
        and each.valid_from <= used.day
        and digits.startswith(each.prefix)
    ]
    return max(fitting, key=lambda each: (len(each.prefix), each.valid_from), default=None)


def minutes_begun(seconds: int) -> int:
    """As carriers count: 61 seconds are two."""
    return -(-seconds // 60)


def listed(vendor: str) -> Sequence[Tariff]:
    """What the file knows of a vendor."""
    return _table().get(vendor, ())


@cache
def _table() -> dict[str, tuple[Tariff, ...]]:
    found: dict[str, tuple[Tariff, ...]] = {}
    with Path(__file__).with_name("rates.csv").open(newline="") as lines:
        for row in csv.DictReader(lines):
            tariff = Tariff(
                Service(row["service"]),
                Direction(row["direction"]),
                row["prefix"],
                int(row["micros"]),
                row["currency"],
                date.fromisoformat(row["valid_from"]),
            )
            found[row["vendor"]] = (*found.get(row["vendor"], ()), tariff)
    return found
