"""A time said aloud, by the clock of who listens: "tomorrow at 3 PM", "Tuesday the 1st at 10:30 AM Eastern time"."""

from datetime import datetime
from zoneinfo import ZoneInfo

_AMERICAN = {
    "E": "Eastern time",
    "C": "Central time",
    "M": "Mountain time",
    "P": "Pacific time",
    "A": "Atlantic time",
    "AK": "Alaska time",
    "H": "Hawaii time",
}
# Named by their place: they share a neighbour's time for half of the year only.
_BY_PLACE = {"America/Phoenix": "Arizona time", "Pacific/Honolulu": "Hawaii time"}
_ORDINALS = {1: "st", 2: "nd", 3: "rd"}


def slot(starts_at: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """The day as one would say it today, and the time; the zone goes without saying."""
    local, today = starts_at.astimezone(zone), now.astimezone(zone).date()
    return f"{_day(local, (local.date() - today).days)} at {clock(local)}"


def slot_with_zone(starts_at: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """The same for who might think of another clock."""
    return f"{slot(starts_at, now=now, zone=zone)} {zone_name(starts_at, zone)}"


def clock(local: datetime) -> str:
    """ "3 PM", "10:30 AM", "noon"."""
    if local.minute == 0 and local.hour in (0, 12):
        return "noon" if local.hour else "midnight"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes} {'PM' if local.hour >= 12 else 'AM'}"


def zone_name(at: datetime, zone: ZoneInfo) -> str:
    """ "Eastern time"; elsewhere than in North America by the zone's city: "Berlin time"."""
    if place := _BY_PLACE.get(zone.key):
        return place
    short = at.astimezone(zone).tzname() or ""
    if zone.key.startswith(("America/", "US/")) and short[-2:] in ("ST", "DT") and short[:-2] in _AMERICAN:
        return _AMERICAN[short[:-2]]
    return f"{zone.key.rpartition('/')[2].replace('_', ' ')} time"


def _day(local: datetime, days: int) -> str:
    if days in (0, 1):
        return "tomorrow" if days else "today"
    ordinal = f"{local.day}{_ordinal(local.day)}"
    return f"{local:%A} the {ordinal}" if days < 7 else f"{local:%A}, {local:%B} {ordinal}"


def _ordinal(day: int) -> str:
    return "th" if 10 < day < 14 else _ORDINALS.get(day % 10, "th")
