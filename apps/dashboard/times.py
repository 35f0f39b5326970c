"""Instants and durations as people read them: relative in the text, exact with the zone on hover."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise

_UNITS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Moment:
    """An instant, finished for a `<time>` element."""

    iso: str
    exact: str
    clock: str
    minute: str
    relative: str


def moment(at: datetime, *, now: datetime, zone: tzinfo) -> Moment:
    """`at` as told at `now` in the tenant's zone."""
    local = at.astimezone(zone)
    clock = f"{local:%H:%M:%S}.{local.microsecond // 1000:03d}"
    exact = f"{local:%a %d %b %Y}, {clock} {local:%Z}"
    minute = f"{local:%a} {local.day} {local:%b %Y, %H:%M %Z}"
    return Moment(at.astimezone(UTC).isoformat(), exact, clock, minute, relative(at, now=now, zone=zone))


def relative(at: datetime, *, now: datetime, zone: tzinfo) -> str:
    """ "12 s ago", "in 3 min"; a date where that says more."""
    away = at - now
    if abs(away) >= _WEEK:
        local = at.astimezone(zone)
        return f"{local.day} {local:%b %Y}" if local.year != now.astimezone(zone).year else f"{local.day} {local:%b}"
    if abs(away) < timedelta(seconds=1):
        return "just now"
    text = _largest_unit(int(abs(away).total_seconds()))
    return f"in {text}" if away > timedelta() else f"{text} ago"


def duration(ms: float) -> str:
    """ "71 ms", "2.94 s", "1 min 12 s", "3 h 4 min": three significant figures and never a bare number."""
    if ms < 999.5:
        return f"{ms:.0f} ms"
    if ms < 59_950:
        return f"{ms / 1000:.2f} s" if ms < 9_995 else f"{ms / 1000:.1f} s"
    return _two_units(round(ms / 1000))


def _largest_unit(seconds: int) -> str:
    name, size = next((unit for unit in _UNITS if seconds >= unit[1]), _UNITS[-1])
    return f"{seconds // size} {name}"


def _two_units(seconds: int) -> str:
    for (large, size), (small, part) in pairwise(_UNITS):
        if seconds >= size:
            rest = seconds % size // part
            return f"{seconds // size} {large} {rest} {small}" if rest else f"{seconds // size} {large}"
    return f"{seconds} s"
