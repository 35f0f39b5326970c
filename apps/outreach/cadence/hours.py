"""Hours of the lead's day: the next time its clock shows one, and the one at which the tenant's leads answer most."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .history import Rate

ENOUGH_CALLS = 50
# Less than this is chance, and no reason to overrule a manager.
LEAST_GAIN = 0.05
# Parts of the day: "next morning" stays a morning.
PARTS = {"morning": range(12), "afternoon": range(12, 17), "evening": range(17, 24)}


@dataclass(frozen=True)
class Best:
    """A better time of day, and why."""

    at: time
    why: str


def part_of(at: time) -> str:
    """morning, afternoon or evening."""
    return next(part for part, hours in PARTS.items() if at.hour in hours)


def next_time(at: time, *, after: datetime, zone: ZoneInfo) -> datetime:
    """The first instant from `after` on at which a clock of the zone shows `at`.

    Where the clocks skip it, the instant that it would have been; where they show it twice, the first.
    """
    day = after.astimezone(zone).date() - timedelta(days=1)
    while True:
        found = datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
        if found >= after:
            return found
        day += timedelta(days=1)


def best(at: time, rates: Mapping[int, Rate]) -> Best | None:
    """A better hour in the same part of the day; None without enough calls in both, or without a clear gain."""
    own = rates.get(at.hour)
    known = {hour: rate for hour, rate in rates.items() if rate.calls >= ENOUGH_CALLS and hour in PARTS[part_of(at)]}
    if own is None or at.hour not in known:
        return None
    hour = max(known, key=lambda each: (known[each].share, -each))
    if known[hour].share - own.share < LEAST_GAIN:
        return None
    return Best(time(hour), _why(hour, known[hour], at.hour, own))


def _why(hour: int, rate: Rate, own_hour: int, own: Rate) -> str:
    return (
        f"moved to {hour}:00: {rate.share:.0%} of your {rate.calls} calls from {hour} to {hour + 1} were answered, "
        f"{own.share:.0%} of {own.calls} from {own_hour} to {own_hour + 1}"
    )
