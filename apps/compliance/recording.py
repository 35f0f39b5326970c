"""Whether everybody on the line must know of a recording: the strictest of all ends' states, and which one says so."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from apps.core import phones

from . import grounds, zones
from .facts import Facts
from .grounds import Ground
from .rules.pack import Pack
from .stated import UNSTATED
from .verdict import Reason
from .windows import Hours


@dataclass(frozen=True)
class Ruling:
    """`says` is the reason in words, for the timeline; it names states and no person."""

    must_announce: bool
    says: str


@dataclass(frozen=True)
class _End:
    name: str
    found: Sequence[Ground | Reason]


def of(facts: Facts, pack: Pack | None, *, rep_phones: Collection[str] = ()) -> Ruling:
    """The law of the lead's end, of the number that we call from, and of the rep's; what is unknown is all-party.

    Where any of several reps may come in, it is the strictest of theirs.
    """
    if pack is None:
        return Ruling(must_announce=True, says="no calling rules are loaded, so everybody must know")
    ends = list(_ends(facts, Hours(pack, facts.channel, facts.asked_now), rep_phones))
    if strict := [_strictness(end) for end in ends if _strictness(end)]:
        return Ruling(must_announce=True, says="; ".join(dict.fromkeys(strict)))
    places = ", ".join(dict.fromkeys(_where(ground) for end in ends for ground in _known(end)))
    return Ruling(must_announce=False, says=f"one party's consent is enough in {places}")


def _ends(facts: Facts, hours: Hours, rep_phones: Collection[str]) -> Iterator[_End]:
    country = phones.country_of(facts.phone)
    lead = [grounds.on(place, facts, hours) for place in zones.candidates(facts.phone, country, facts.stated)]
    yield _End("the lead", lead)
    # A toll-free caller ID is nowhere, and nobody sits there.
    if ours := list(grounds.of_caller(facts, hours)):
        yield _End("our number", ours)
    name = "the rep" if len(rep_phones) == 1 else "a rep"
    for phone in rep_phones:
        places = zones.candidates(phone, phones.country_of(phone), UNSTATED)
        yield _End(name, [grounds.on(place, facts, hours) for place in places])


def _strictness(end: _End) -> str:
    """Why this end wants everybody to know, "" if it does not."""
    known = _known(end)
    if not known or len(known) < len(end.found):
        return f"nobody can tell the law where {end.name} is, so everybody must know"
    strict = dict.fromkeys(_where(ground) for ground in known if ground.law.needs_all_parties)
    return f"{', '.join(strict)} ({end.name}): everybody must know" if strict else ""


def _known(end: _End) -> list[Ground]:
    return [found for found in end.found if isinstance(found, Ground)]


def _where(ground: Ground) -> str:
    return zones.state_name(ground.place.state) if ground.place.state else ground.place.country
