"""Where area codes, postal codes, cities and states lie: tables beside this file, read once.

Derived from the prefixes that `phonenumbers` ships (its geocoder takes 7 s and 180 MB to load, so not in the product);
overlays of a divided area, and what it calls by names that the law doesn't know, were put right by hand.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Place:
    """One state and zone where the called party may be; `state` is ISO 3166-2 ("US-FL"), empty where none counts."""

    country: str
    state: str
    zone: str

    @property
    def jurisdictions(self) -> tuple[str, ...]:
        return (self.country, self.state) if self.state else (self.country,)


@dataclass(frozen=True, slots=True)
class State:
    name: str
    places: tuple[Place, ...]


@cache
def area_codes() -> Mapping[str, tuple[Place, ...]]:
    """Of the numbers that begin with +1: all places where one may be."""
    found: dict[str, tuple[Place, ...]] = {}
    for row in _rows("area_codes"):
        found[row["area_code"]] = found.get(row["area_code"], ()) + _places(row)
    return found


@cache
def states() -> Mapping[str, State]:
    """By ISO 3166-2, of the United States and Canada."""
    return {row["state"]: State(row["name"], _places(row)) for row in _rows("states")}


@cache
def states_by_text() -> Mapping[str, str]:
    """By code or name in small letters: "fl" and "florida" are US-FL."""
    found = {code[3:].lower(): code for code in states()} | {each.name.lower(): code for code, each in states().items()}
    return found | {"washington dc": "US-DC"}


@cache
def postal_prefixes() -> Mapping[str, tuple[Place, ...]]:
    """By the first three digits of a ZIP code; cautious where a state is divided."""
    return {
        f"{prefix:03}": _places(row)
        for row in _rows("zip_prefixes")
        for prefix in range(int(row["first"]), int(row["last"]) + 1)
    }


@cache
def cities() -> Mapping[tuple[str, str], tuple[Place, ...]]:
    """Of divided states, the cities whose zone is known."""
    return {(row["state"], city_key(row["city"])): _places(row) for row in _rows("cities")}


def city_key(name: str) -> str:
    """How `cities` spells a name: "St. Petersburg" is "st petersburg"."""
    return " ".join(name.lower().replace(".", "").split())


def _places(row: Mapping[str, str]) -> tuple[Place, ...]:
    return tuple(Place(row["state"][:2], row["state"], zone) for zone in row["zones"].split())


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
