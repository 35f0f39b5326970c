"""By which clock a lead lives, and how sure that is."""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from apps.compliance import stated, zones
from apps.core import phones
from apps.leads.models import Lead

from . import speaking

# Nobody wants a call, or a visitor, at other times, whatever the hours of the business are.
WAKES, RESTS = time(8), time(21)


@dataclass(frozen=True)
class Guest:
    """`zone` is the one to speak in; `possible` all that number and address leave open, none if nobody knows."""

    zone: ZoneInfo
    possible: tuple[ZoneInfo, ...]
    home: ZoneInfo

    def said(self, starts_at: datetime, *, now: datetime) -> str:
        """The time aloud; with its zone where the lead, or the business, might take it for another."""
        clocks = {starts_at.astimezone(each).utcoffset() for each in (self.zone, self.home, *self.possible)}
        is_plain = len(clocks) == 1 and self.possible
        say = speaking.slot if is_plain else speaking.slot_with_zone
        return say(starts_at, now=now, zone=self.zone)

    def is_awake(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Wherever they may be."""
        return all(_is_day(starts_at.astimezone(zone), ends_at.astimezone(zone)) for zone in self.possible)


def of(lead: Lead, *, home: ZoneInfo, now: datetime) -> Guest:
    """By number and stated address; `home` is the business's zone, taken where it is possible or nothing is known."""
    found = _possible(lead)
    by_clock = sorted(found, key=lambda zone: (now.astimezone(zone).utcoffset(), zone.key))
    zone = home if home in found or not found else by_clock[0]
    return Guest(zone, tuple(by_clock), home)


def _possible(lead: Lead) -> set[ZoneInfo]:
    address = stated.read(lead.answers)
    if not lead.phone:
        places = zones.of_address(address)
    else:
        places = zones.candidates(lead.phone, phones.country_of(lead.phone), address)
    return {ZoneInfo(place.zone) for place in places if place.zone}


def _is_day(start: datetime, end: datetime) -> bool:
    return start.date() == end.date() and start.time() >= WAKES and end.time() <= RESTS
