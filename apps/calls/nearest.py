"""Which of a connection's numbers a call shows: the one the person knows, the nearest, or the least used. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache

from apps.compliance import geography, zones

_NORTH_AMERICA = "+1"


class Near(IntEnum):
    """Why a number was chosen, the best reason first. `OWN`: the connection's caller ID, for no number is free."""

    SAME_PERSON = 1
    AREA_CODE = 2
    STATE = 3
    LEAST_USED = 4
    OWN = 5


@dataclass(frozen=True)
class Candidate:
    """A number in use. `daily_cap` 0: none."""

    id: int
    connection_id: int
    phone: str
    daily_cap: int = 0


@dataclass(frozen=True)
class Used:
    """`today` counts each number's calls of the day; `known` is the number that the person has seen last.

    `held` is the caller ID of a line that is kept for this very call.
    """

    today: Mapping[int, int] = field(default_factory=dict)
    known: int | None = None
    held: str = ""


@dataclass(frozen=True)
class Chosen:
    """The number that a call shows, and why; without an id it is the connection's own."""

    phone: str
    id: int | None = None
    near: Near = Near.OWN
    says: str = ""


def choose(person: str, candidates: Iterable[Candidate], used: Used, *, own: str) -> Chosen:
    """For a call to `person` by one connection with these numbers; `own` where all of them have had enough today."""
    free = [each for each in candidates if not is_spent(each, used)]
    if not free:
        return Chosen(own, says="no number of the pool is free")
    best = min(free, key=lambda each: _order(person, each, used))
    near = _near(person, best, used)
    return Chosen(best.phone, best.id, near, _SAYS[near].format(state=_named(person, best)))


def is_spent(each: Candidate, used: Used) -> bool:
    """Whether it has had all its calls of the day."""
    return each.daily_cap > 0 and used.today.get(each.id, 0) >= each.daily_cap


def area_code(phone: str) -> str:
    """Of a North American number, "" of any other."""
    return phone[2:5] if phone.startswith(_NORTH_AMERICA) else ""


@lru_cache(maxsize=16_384)
def states(code: str) -> Sequence[str]:
    """Where an area code lies, by ISO 3166-2; none for numbers that belong to no place."""
    places = geography.area_codes().get(code, ()) if code else ()
    return tuple(dict.fromkeys(place.state for place in places if place.state))


def _order(person: str, each: Candidate, used: Used) -> tuple[bool, Near, int, int]:
    is_held = each.phone == used.held
    return not is_held, _near(person, each, used), used.today.get(each.id, 0), each.id


def _near(person: str, each: Candidate, used: Used) -> Near:
    if each.id == used.known:
        return Near.SAME_PERSON
    if area_code(person) and area_code(each.phone) == area_code(person):
        return Near.AREA_CODE
    return Near.STATE if _shared(person, each) else Near.LEAST_USED


def _shared(person: str, each: Candidate) -> list[str]:
    theirs = states(area_code(person))
    return [state for state in states(area_code(each.phone)) if state in theirs]


def _named(person: str, each: Candidate) -> str:
    """The state that both have in common."""
    return next((zones.state_name(state) for state in _shared(person, each)), "")


_SAYS = {
    Near.SAME_PERSON: "the number they know",
    Near.AREA_CODE: "same area code",
    Near.STATE: "same state, {state}",
    Near.LEAST_USED: "none is nearer, this one has called least today",
}
