"""Hours of a week: read from words ("mon-fri 9:00-17:30"), asked, and said again. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby

DAY, WEEK = 24 * 60, 7 * 24 * 60
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_LENGTH, MOST_SPANS = 400, 40
_LINE = re.compile(r"([a-z ,-]+?)\s+(\d[\d:\s,-]*)")
_CLOCK = re.compile(r"(\d{1,2})(?::(\d{2}))?")


class Unclear(ValueError):
    """These hours can't be read; `str()` says which part of them."""


@dataclass(frozen=True)
class WeeklyHours:
    """Spans in minutes since Monday 0:00, sorted and apart from each other; a night's span may end after Sunday."""

    spans: tuple[tuple[int, int], ...]

    def are_open(self, local: datetime) -> bool:
        """Whether the instant, in the zone that the hours are meant in, is within them."""
        minute = local.weekday() * DAY + local.hour * 60 + local.minute
        return any(start <= minute < end or start <= minute + WEEK < end for start, end in self.spans)

    def cover(self, other: "WeeklyHours") -> bool:
        """Whether these are open whenever the others are."""
        return other.minutes() <= self.minutes()

    def minutes(self) -> frozenset[int]:
        """Every open minute of the week."""
        return frozenset(minute % WEEK for start, end in self.spans for minute in range(start, end))

    def __str__(self) -> str:
        """In words: "Mon-Fri 09:00-17:30; Sat 10:00-14:00"."""
        by_day = [(day, ", ".join(_of_day(self.spans, day))) for day in range(7)]
        said = []
        for times, days in groupby(by_day, key=lambda found: found[1]):
            if times:
                said.append(f"{_days([day for day, _ in days])} {times}")
        return "; ".join(said)


@lru_cache(maxsize=1024)
def parse(text: str) -> WeeklyHours:
    """Read lines or parts between semicolons, each days and times: "mon-fri 9-12, 13-17:30". Raises `Unclear`.

    Times that end before they start go on into the next day; "0-24" is the whole day.
    """
    if len(text) > MOST_LENGTH:
        raise Unclear("that is too long")
    parts = [part.strip() for part in re.split(r"[;\n]", text.casefold()) if part.strip()]
    spans = _joined(span for part in parts for span in _line(part))
    if not spans:
        raise Unclear("no hours are given")
    return WeeklyHours(spans)


def _line(part: str) -> Iterator[tuple[int, int]]:
    found = _LINE.fullmatch(part)
    if not found:
        raise Unclear(f"“{part[:40]}” is not like “mon-fri 9:00-17:00”")
    for day in _read_days(found[1]):
        for start, end in _read_times(found[2]):
            yield day * DAY + start, day * DAY + (end if end > start else end + DAY)


def _read_days(text: str) -> Iterator[int]:
    for part in re.split(r"\s*,\s*", text.strip()):
        first, _, last = (piece.strip() for piece in part.partition("-"))
        start, end = _day(first), _day(last or first)
        yield from range(start, end + 1) if start <= end else [*range(start, 7), *range(end + 1)]


def _day(word: str) -> int:
    """By the first three letters, so that "Monday" and "mon" are the same."""
    name = word[:3]
    if name not in DAYS or not word.isalpha():
        raise Unclear(f"“{word[:20]}” is no day of the week")
    return DAYS.index(name)


def _read_times(text: str) -> Iterator[tuple[int, int]]:
    for part in re.split(r"\s*,\s*", text.strip()):
        start, dash, end = (piece.strip() for piece in part.partition("-"))
        if not dash:
            raise Unclear(f"“{part[:20]}” has no end, write for example 9:00-17:00")
        yield _minute(start), _minute(end)


def _minute(text: str) -> int:
    found = _CLOCK.fullmatch(text)
    minute = int(found[1]) * 60 + int(found[2] or 0) if found else DAY + 1
    if minute > DAY or (found and int(found[2] or 0) > 59):
        raise Unclear(f"“{text[:20]}” is no time of day")
    return minute


def _joined(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Spans of one day that touch are one, unless together they are longer than a clock can say."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(set(spans)):
        first, last = joined[-1] if joined else (-DAY, -DAY)
        if start <= last and start // DAY == first // DAY and end - first <= DAY:
            joined[-1] = first, max(end, last)
        else:
            joined.append((start, end))
    if len(joined) > MOST_SPANS:
        raise Unclear("that is too many times")
    return tuple(joined)


def _of_day(spans: Iterable[tuple[int, int]], day: int) -> Iterator[str]:
    for start, end in spans:
        if start // DAY == day:
            yield f"{_clock(start - day * DAY)}-{_clock(end - day * DAY)}"


def _clock(minute: int) -> str:
    minute = minute if minute <= DAY else minute - DAY
    return f"{minute // 60:02}:{minute % 60:02}"


def _days(days: list[int]) -> str:
    first, last = DAYS[days[0]].capitalize(), DAYS[days[-1]].capitalize()
    return first if len(days) == 1 else f"{first}-{last}"
