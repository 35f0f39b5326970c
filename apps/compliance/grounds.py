"""On which ground the gate stands: each place where the called party may be, with the law there today."""

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfoNotFoundError

from apps.core import phones
from apps.core.phones import Phone

from . import windows, zones
from .facts import Facts
from .geography import Place
from .rules.law import Law
from .stated import UNSTATED
from .verdict import Reason
from .windows import Hours


@dataclass(frozen=True, slots=True)
class Ground:
    place: Place
    law: Law


@dataclass(frozen=True, slots=True)
class Found:
    """What is known, and why the rest is not: anything unknown must stop the contact."""

    known: tuple[Ground, ...] = ()
    unknown: tuple[Reason, ...] = ()


def of(phone: Phone | None, facts: Facts, hours: Hours) -> Found:
    """Where the called party may be. A number that is none needs no place: it is refused as it is."""
    if phone is None:
        return Found()
    places = zones.candidates(phone.e164, phone.country, facts.stated)
    if not places:
        return Found(unknown=(_nowhere(phone, hours),))
    known: list[Ground] = []
    unknown: list[Reason] = []
    for place in places:
        found = on(place, facts, hours)
        known += [found] if isinstance(found, Ground) else []
        unknown += [found] if isinstance(found, Reason) else []
    return Found(tuple(known), tuple(dict.fromkeys(unknown)))


def of_caller(facts: Facts, hours: Hours) -> Iterator[Ground]:
    """Where the call seems to come from; the law there binds too."""
    if facts.caller_id:
        for place in zones.candidates(facts.caller_id, phones.country_of(facts.caller_id), UNSTATED):
            found = on(place, facts, hours)
            if isinstance(found, Ground):
                yield found


def _nowhere(phone: Phone, hours: Hours) -> Reason:
    if phone.country != phones.NO_COUNTRY and not hours.pack.knows(phone.country) and not phone.e164.startswith("+1"):
        return _lawless(phone.country)
    return Reason("unknown_place", "nobody can tell where this number is, and no address was stated")


def on(place: Place, facts: Facts, hours: Hours) -> Ground | Reason:
    """The law at one place today, or why it can't be told."""
    if not hours.pack.knows(place.country):
        return _lawless(place.country)
    if place.state and not hours.pack.knows(place.state):
        return Reason("unknown_state", f"the rules know no {zones.state_name(place.state)} ({place.state})")
    try:
        zone = windows.zone(place)
    except ZoneInfoNotFoundError:
        return Reason("unknown_zone", f"the time zone {place.zone} is not known here")
    law = hours.law(place, facts.at.astimezone(zone).date())
    if not law.has_hours:
        where = zones.state_name(place.state) if place.state else place.country
        return Reason("no_hours_rule", f"no rule says when {where} may be contacted")
    return Ground(place, law)


def _lawless(country: str) -> Reason:
    return Reason("no_rules_for_country", f"there are no rules for {country}")
