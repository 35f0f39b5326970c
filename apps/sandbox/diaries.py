"""Pretend calendars: events kept in memory and in the journal, and what else a working person has in theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from apps.sandbox.journal import Entry
from apps.sandbox.world import World

BOOKED, MOVED, CANCELLED = "calendar.booked", "calendar.moved", "calendar.cancelled"
# Where everybody in the pretend world has their desk.
DESK = ZoneInfo("America/Chicago")
# A stand-up each day, and by weekday what else there is; Saturdays and Sundays are free.
STAND_UP = (time(9), time(9, 30))
MEETINGS = {
    0: ((time(10, 30), time(12)),),
    1: ((time(14), time(15)),),
    2: ((time(11), time(12)), (time(15, 30), time(16, 30))),
    3: ((time(13), time(14, 30)),),
    4: ((time(10), time(11)), (time(15), time(17))),
}

type Fields = dict[str, Any]
type Span = tuple[datetime, datetime]
# Whose account, and which of its calendars.
type Place = tuple[str, str]


@dataclass
class Event:
    """One event, as it was posted; a deleted one stays, so that its id is never free again."""

    id: str
    place: Place
    fields: Fields
    made_at: datetime
    sequence: int = 0
    is_cancelled: bool = False

    @property
    def span(self) -> Span:
        return moment(self.fields["start"]), moment(self.fields["end"])


@dataclass
class Diaries:
    """Every account's calendars at one vendor."""

    vendor: ClassVar[str] = "google"

    world: World
    events: dict[tuple[Place, str], Event] = field(default_factory=dict)
    planted: list[tuple[str, Span]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for entry in self.world.journal.of(BOOKED, MOVED, CANCELLED):
            if entry.vendor == self.vendor:
                self._remember(entry)

    def of(self, place: Place) -> list[Event]:
        return [event for (where, _), event in self.events.items() if where == place]

    def get(self, place: Place, event_id: str) -> Event | None:
        return self.events.get((place, event_id))

    def book(self, place: Place, event_id: str, fields: Fields) -> Event:
        event = Event(event_id, place, fields, self.world.clock.now())
        self.events[place, event_id] = event
        self._journal(BOOKED, event)
        return event

    def change(self, event: Event, fields: Fields) -> None:
        event.fields |= fields
        event.sequence += 1
        self._journal(MOVED, event)

    def cancel(self, event: Event) -> None:
        event.is_cancelled = True
        self._journal(CANCELLED, event)

    def plant(self, calendar: str, span: Span) -> None:
        """Somebody else's appointment: not ours, so not in the journal."""
        self.planted.append((calendar, span))

    def busy(self, place: Place, window: Span) -> list[Span]:
        """What is taken within the window, sorted and joined as Google joins it."""
        taken = [event.span for event in self.of(place) if not event.is_cancelled]
        taken += [span for calendar, span in self.planted if calendar in (place[1], "*")]
        taken += usual(window)
        start, end = window
        return joined([(max(a, start), min(b, end)) for a, b in taken if a < end and b > start])

    def _journal(self, kind: str, event: Event) -> None:
        account, calendar = event.place
        told = {"account": account, "calendar": calendar, "id": event.id, "fields": event.fields}
        start, end = (each.isoformat() for each in event.span)
        self.world.journal.write(self.vendor, kind, **told, start=start, end=end)

    def _remember(self, entry: Entry) -> None:
        """What was booked before a restart is still there after it."""
        facts = entry.facts
        place = facts["account"], facts["calendar"]
        fresh = Event(facts["id"], place, {}, datetime.fromisoformat(entry.at))
        event = self.events.setdefault((place, facts["id"]), fresh)
        event.fields |= facts["fields"]
        event.is_cancelled = entry.kind == CANCELLED


def usual(window: Span) -> Iterator[Span]:
    """What a person with a job has in their calendar anyway."""
    day, last = window[0].astimezone(DESK).date(), window[1].astimezone(DESK).date()
    while day <= last:
        for start, end in (STAND_UP, *MEETINGS[day.weekday()]) if day.weekday() in MEETINGS else ():
            yield _at(day, start), _at(day, end)
        day += timedelta(days=1)


def joined(spans: list[Span]) -> list[Span]:
    """Sorted; those that touch are one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def moment(told: Fields) -> datetime:
    """`{"dateTime": …}` with an offset, or in the zone beside it."""
    at = datetime.fromisoformat(told["dateTime"])
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(told["timeZone"]))


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, DESK)
