"""Which times are free: working hours less what is taken. Pure, in instants, so no change of clocks confuses it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from apps.routing.hours import DAY, WeeklyHours

Span = tuple[datetime, datetime]
_DAY = timedelta(days=1)


class Unfit(Exception):
    """What a calendar offers takes another time than what the lead is asked to; `str()` says which."""


@dataclass(frozen=True)
class Wanted:
    """How long it takes, and between which instants it may begin; `buffer` stays free around whatever is taken."""

    length: timedelta
    earliest: datetime
    latest: datetime
    buffer: timedelta = timedelta()

    @property
    def step(self) -> timedelta:
        """People like the full and the half hour; what is short may begin at the quarter too."""
        return timedelta(minutes=30) if self.length >= timedelta(minutes=30) else timedelta(minutes=15)


def free(hours: WeeklyHours, zone: ZoneInfo, taken: Iterable[Span], wanted: Wanted) -> Iterator[Span]:
    """Times that overlap neither each other nor what is taken, the soonest first; hours are meant in `zone`."""
    blocks = joined((start - wanted.buffer, end + wanted.buffer) for start, end in taken)
    for opens, closes in _open(hours, zone, wanted):
        yield from _within((max(opens, wanted.earliest.astimezone(UTC)), closes), zone, blocks, wanted)


def among(
    offered: Sequence[Span], hours: WeeklyHours, zone: ZoneInfo, taken: Iterable[Span], wanted: Wanted
) -> Iterator[Span]:
    """The same, of the times that a calendar offers, which are sorted. Raises `Unfit` where none has the length."""
    fitting = [(start.astimezone(UTC), end.astimezone(UTC)) for start, end in offered if end - start == wanted.length]
    if offered and not fitting:
        minutes = " or ".join(sorted({f"{(end - start) // timedelta(minutes=1)}" for start, end in offered}))
        wants = wanted.length // timedelta(minutes=1)
        raise Unfit(f"the calendar's appointments take {minutes} minutes, the script's {wants}")
    blocks = joined((start - wanted.buffer, end + wanted.buffer) for start, end in taken)
    return _apart(fitting, _open(hours, zone, wanted), blocks, wanted)


def _apart(spans: Sequence[Span], opening: Sequence[Span], blocks: Sequence[Span], wanted: Wanted) -> Iterator[Span]:
    """Those that are within the hours, free and wanted; of two that overlap the sooner."""
    last = None
    for start, end in spans:
        is_wanted = wanted.earliest <= start <= wanted.latest and (last is None or start >= last)
        is_open = any(opens <= start and end <= closes for opens, closes in opening)
        if is_wanted and is_open and not any(begin < end and over > start for begin, over in blocks):
            last = end
            yield start, end


def _within(span: Span, zone: ZoneInfo, blocks: Sequence[Span], wanted: Wanted) -> Iterator[Span]:
    at, closes = _on_grid(span[0], zone, wanted.step), span[1]
    while (ends := at + wanted.length) <= closes and at <= wanted.latest:
        clash = next((end for start, end in blocks if start < ends and end > at), None)
        if clash is None:
            yield at, ends
        at = _on_grid(clash or ends, zone, wanted.step)


def joined(spans: Iterable[Span]) -> list[Span]:
    """In UTC and sorted; those that touch are one."""
    found: list[Span] = []
    for start, end in sorted((start.astimezone(UTC), end.astimezone(UTC)) for start, end in spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def outside(span: Span, other: Span) -> list[Span]:
    """What of a span the other does not cover: up to two pieces."""
    (start, end), (from_, until) = span, other
    pieces = [(start, min(end, from_)), (max(start, until), end)]
    return [(first, last) for first, last in pieces if first < last]


def _open(hours: WeeklyHours, zone: ZoneInfo, wanted: Wanted) -> list[Span]:
    """When the hours are open around the wanted time."""
    # A night that began the day before may still be open.
    first = (wanted.earliest - _DAY).astimezone(zone).date()
    days = ((wanted.latest + _DAY).astimezone(zone).date() - first).days
    spans = (
        _instants(first + timedelta(days=nth), start, end, zone)
        for nth in range(days + 1)
        for start, end in hours.spans
        if start // DAY == (first + timedelta(days=nth)).weekday()
    )
    return joined((opens, closes) for opens, closes in spans if opens < closes)


def _instants(day: date, start: int, end: int, zone: ZoneInfo) -> Span:
    """A span of the week's minutes on its day.

    Where the clocks change, a time by the wall is two instants, or none (Python then gives one on either side): it
    opens at the later and closes at the earlier one, so that whoever looks at a clock finds it within the hours.
    """
    base = start // DAY * DAY
    return max(_readings(day, start - base, zone)), min(_readings(day, end - base, zone))


def _readings(day: date, minute: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    local = datetime.combine(day + timedelta(days=minute // DAY), time(minute % DAY // 60, minute % 60), zone)
    return local.replace(fold=0).astimezone(UTC), local.replace(fold=1).astimezone(UTC)


def _on_grid(at: datetime, zone: ZoneInfo, step: timedelta) -> datetime:
    """The next instant at which a clock in the zone shows a full step."""
    local = at.astimezone(zone)
    past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond) % step
    return at + (step - past if past else timedelta())
