"""The law a second time, typed by hand from the sources and worked out minute by minute.

It shares neither code nor data with the gate: zones are hours from Greenwich and the rule of summer time, holidays are
dates, and the next lawful minute is found by trying each one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
# Hours from Greenwich in winter, and whether the clocks change.
CLOCKS = {
    "eastern": (-5, True),
    "central": (-6, True),
    "mountain": (-7, True),
    "arizona": (-7, False),
    "pacific": (-8, True),
    "alaska": (-9, True),
    "hawaii": (-10, False),
    "aleutian": (-10, True),
}
# The instants at 02:00 standard and summer time, without the zone's own hours: the second Sunday of March and the first
# of November.
SUMMERS = {
    2026: (datetime(2026, 3, 8, 2, tzinfo=UTC), datetime(2026, 11, 1, 1, tzinfo=UTC)),
    2027: (datetime(2027, 3, 14, 2, tzinfo=UTC), datetime(2027, 11, 7, 1, tzinfo=UTC)),
    2028: (datetime(2028, 3, 12, 2, tzinfo=UTC), datetime(2028, 11, 5, 1, tzinfo=UTC)),
}

# Monday to Friday, Saturday, Sunday: from and to, in hours.
FEDERAL = ((8, 21), (8, 21), (8, 21))
HOURS: dict[str, tuple[tuple[int, int] | None, tuple[int, int] | None, tuple[int, int] | None]] = {
    "AL": ((8, 20), (8, 20), None),
    "CT": ((9, 20), (9, 20), (9, 20)),
    "FL": ((8, 20), (8, 20), (8, 20)),
    "KY": ((10, 21), (10, 21), (10, 21)),
    "LA": ((8, 20), (8, 20), None),
    "MA": ((8, 20), (8, 20), (8, 20)),
    "MD": ((8, 20), (8, 20), (8, 20)),
    "MI": ((9, 21), (9, 21), (9, 21)),
    "MN": ((9, 21), (9, 21), (9, 21)),
    "MS": ((8, 20), (8, 20), None),
    "NM": ((9, 21), (9, 21), (9, 21)),
    "NV": ((9, 20), (9, 20), (9, 20)),
    "OK": ((8, 20), (8, 20), (8, 20)),
    "RI": ((9, 18), (10, 17), None),
    "SD": ((9, 21), (9, 21), None),
    "TX": ((9, 21), (9, 21), (12, 21)),
    "UT": ((8, 21), (8, 21), None),
    "WA": ((8, 20), (8, 20), (8, 20)),
    "WY": ((8, 20), (8, 20), (8, 20)),
}
CLOSED_ON_HOLIDAYS = {"AL", "LA", "MS", "PA", "RI", "UT"}
MOST_IN_24_HOURS = {"FL": 3, "MD": 3, "OK": 3}


def _dates(text: str) -> frozenset[date]:
    return frozenset(date.fromisoformat(word) for word in text.split())


NATIONAL = _dates(
    """
    2026-01-01 2026-01-19 2026-02-16 2026-05-25 2026-06-19 2026-07-03 2026-07-04 2026-09-07 2026-10-12 2026-11-11
    2026-11-26 2026-12-25
    2027-01-01 2027-01-18 2027-02-15 2027-05-31 2027-06-18 2027-06-19 2027-07-04 2027-07-05 2027-09-06 2027-10-11
    2027-11-11 2027-11-25 2027-12-24 2027-12-25 2027-12-31
    2028-01-01 2028-01-17 2028-02-21 2028-05-29 2028-06-19 2028-07-04 2028-09-04 2028-10-09 2028-11-10 2028-11-11
    2028-11-23 2028-12-25
    """
)
MARDI_GRAS = _dates("2026-02-17 2027-02-09 2028-02-29")
GOOD_FRIDAY = _dates("2026-04-03 2027-03-26 2028-04-14")
CONFEDERATE = _dates("2026-04-27 2027-04-26 2028-04-24")
LOCAL = {
    "AL": MARDI_GRAS | CONFEDERATE | _dates("2026-06-01 2027-06-07 2028-06-05"),
    "LA": MARDI_GRAS | GOOD_FRIDAY,
    "MS": CONFEDERATE,
    "PA": GOOD_FRIDAY,
    "RI": _dates("2026-08-10 2027-08-09 2028-08-14"),
    "UT": _dates("2026-07-24 2027-07-23 2027-07-24 2028-07-24"),
}
HOLIDAYS = sorted(NATIONAL.union(*LOCAL.values()))


@dataclass(frozen=True)
class Spot:
    """A state and one of its clocks."""

    state: str
    clock: str


def by_the_clock(at: datetime, clock: str) -> datetime:
    """What the clocks on the wall show."""
    winter, changes = CLOCKS[clock]
    begins, ends = (edge - winter * HOUR for edge in SUMMERS[at.year])
    return at + (winter + (changes and begins <= at < ends)) * HOUR


def is_open(at: datetime, spots: Sequence[Spot]) -> bool:
    """Whether this minute is lawful at all of them."""
    return all(_is_open(by_the_clock(at, spot.clock), spot.state) for spot in spots)


def _is_open(wall: datetime, state: str) -> bool:
    if state in CLOSED_ON_HOLIDAYS and wall.date() in NATIONAL | LOCAL[state]:
        return False
    part = {5: 1, 6: 2}.get(wall.weekday(), 0)
    for span in (FEDERAL[part], HOURS.get(state, FEDERAL)[part]):
        if span is None or not span[0] * 60 <= wall.hour * 60 + wall.minute < span[1] * 60:
            return False
    return True


def is_within_caps(at: datetime, contacts: Sequence[datetime], spots: Sequence[Spot]) -> bool:
    """Whether one more contact breaks no state's cap."""
    recent = sum(at - 24 * HOUR < contact <= at for contact in contacts)
    return all(recent < MOST_IN_24_HOURS.get(spot.state, 1000) for spot in spots)


def is_lawful(at: datetime, contacts: Sequence[datetime], spots: Sequence[Spot]) -> bool:
    return is_open(at, spots) and is_within_caps(at, contacts, spots)


def minutes_after(at: datetime) -> Iterator[datetime]:
    """Each full minute after an instant, for a week."""
    first = at.replace(second=0, microsecond=0) + MINUTE
    yield from (first + n * MINUTE for n in range(7 * 24 * 60))


def next_lawful(at: datetime, contacts: Sequence[datetime], spots: Sequence[Spot]) -> datetime | None:
    """The first full minute after an instant that is lawful."""
    return next((minute for minute in minutes_after(at) if is_lawful(minute, contacts, spots)), None)
