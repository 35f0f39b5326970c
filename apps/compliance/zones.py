"""Where the called party may be: every state and zone that the number and the stated address leave open."""

from collections.abc import Iterable
from functools import lru_cache

from phonenumbers import parse, timezone

from . import geography
from .geography import Place
from .stated import Address

_NORTH_AMERICA = "+1"
_NO_COUNTRY = "001"


def candidates(phone: str, country: str, stated: Address) -> tuple[Place, ...]:
    """All places where a call must be lawful; none if nobody can tell, which must stop it.

    `country` is the number's. Both the number's state and the stated one count, since a state's law may protect its
    numbers as well as its residents. Within one state each narrows the other, and where they disagree both hold.
    """
    if phone.startswith(_NORTH_AMERICA):
        return _north_american(phone[2:5], stated)
    return _elsewhere(phone, country)


def state_name(state: str) -> str:
    """ "Florida" for US-FL."""
    found = geography.states().get(state)
    return found.name if found else state


@lru_cache(maxsize=16384)
def _north_american(area_code: str, stated: Address) -> tuple[Place, ...]:
    return _reconciled(geography.area_codes().get(area_code, ()), of_address(stated))


def of_address(stated: Address) -> tuple[Place, ...]:
    """Where a stated address lies; a postal code of another state than the stated one adds its own."""
    by_postal_code = geography.postal_prefixes().get(stated.postal_code[:3], ()) if stated.postal_code else ()
    if not stated.state:
        return by_postal_code
    whole = geography.states()[stated.state].places
    by_city = geography.cities().get((stated.state, geography.city_key(stated.city)), whole)
    return _reconciled(by_city, by_postal_code)


def _reconciled(one: tuple[Place, ...], other: tuple[Place, ...]) -> tuple[Place, ...]:
    if not one or not other:
        return one or other
    agreed: list[Place] = []
    for state in dict.fromkeys(place.state for place in (*one, *other)):
        mine, theirs = _within(one, state), _within(other, state)
        agreed += [place for place in mine if place in theirs] or dict.fromkeys((*mine, *theirs))
    return tuple(agreed)


def _within(places: Iterable[Place], state: str) -> list[Place]:
    return [place for place in places if place.state == state]


@lru_cache(maxsize=4096)
def _elsewhere(phone: str, country: str) -> tuple[Place, ...]:
    if country == _NO_COUNTRY:
        return ()
    zones = timezone.time_zones_for_number(parse(phone))
    return tuple(Place(country, "", zone) for zone in zones if zone != timezone.UNKNOWN_TIMEZONE)
