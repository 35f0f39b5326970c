"""When contact is lawful in a place: the window of a local day, and the next instant that is lawful in all places."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from .geography import Place
from .rules import law
from .rules.pack import Pack
from .rules.spans import Span
from .verdict import Channel

# Beyond this nothing is "next" any more: a place that is closed for so long needs a person.
MOST_DAYS = 60
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Window:
    """The lawful part of one local day, as instants: from `opens_at` to before `closes_at`."""

    opens_at: datetime
    closes_at: datetime

    def holds(self, at: datetime) -> bool:
        return self.opens_at <= at < self.closes_at


@dataclass(frozen=True)
class Hours:
    """What decides about hours: whose rules, for which channel, and whether the lead asked to be called now."""

    pack: Pack
    channel: Channel
    asked_now: bool = False

    @property
    def later(self) -> "Hours":
        """What decides once the contact has to wait: who asked for a call now asked for none later."""
        return replace(self, asked_now=False)

    def law(self, place: Place, day: date) -> law.Law:
        return law.of(self.pack, place.jurisdictions, day, self.channel, self.asked_now)

    def is_open(self, place: Place, at: datetime) -> bool:
        """Whether this instant is inside the window of the place's local day."""
        window = self.of_day(place, at.astimezone(zone(place)).date())
        return window is not None and window.holds(at)

    def of_day(self, place: Place, day: date) -> Window | None:
        """The window of that local day, if anything is lawful on it."""
        return _window(self.pack, place, day, self.channel, self.asked_now)

    def next_allowed(self, at: datetime, places: Sequence[Place]) -> datetime | None:
        """The first instant from `at` on that is lawful in every place, to the second; None within `MOST_DAYS`."""
        if self.asked_now:
            is_open = all(self.is_open(place, at) for place in places)
            return at if is_open else self.later.next_allowed(at, places)
        last = at + timedelta(days=MOST_DAYS)
        while at <= last:
            later = max((self._open_from(place, at) or _NEVER for place in places), default=at)
            if later == at:
                return at
            at = later
        return None

    def _open_from(self, place: Place, at: datetime) -> datetime | None:
        """The first instant from `at` on that is lawful in one place."""
        today = at.astimezone(zone(place)).date()
        for days in range(MOST_DAYS + 2):
            window = self.of_day(place, today + timedelta(days=days))
            if window is not None and at < window.closes_at:
                return max(at, window.opens_at)
        return None


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def zone(place: Place) -> ZoneInfo:
    """Raises `zoneinfo.ZoneInfoNotFoundError` for a zone that this machine doesn't know."""
    return _zone(place.zone)


@lru_cache(maxsize=65536)
def _window(pack: Pack, place: Place, day: date, channel: Channel, asked_now: bool) -> Window | None:
    span = law.of(pack, place.jurisdictions, day, channel, asked_now).span
    return None if span.is_empty else between(day, span, zone(place))


def between(day: date, span: Span, local: ZoneInfo) -> Window:
    """A span of a local day as instants; a time that the clocks skip or tell twice is read in the stricter way."""
    return Window(max(_instants(day, span.start, local)), min(_instants(day, span.end, local)))


def _instants(day: date, minutes: int, local: ZoneInfo) -> tuple[datetime, datetime]:
    days, minute = divmod(minutes, 24 * 60)
    wall = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=local) + timedelta(days=days)
    return wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC)
