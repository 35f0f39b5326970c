"""On which dates a pack's holidays fall: pure arithmetic on the calendar."""

from collections.abc import Iterator
from datetime import date, timedelta

from .rows import Holiday
from .spans import WEEK

_SATURDAY, _SUNDAY = 5, 6


def falls_on(holiday: Holiday, day: date) -> bool:
    """Whether the holiday is kept on this day, be it the day itself or the one it is observed on."""
    return any(day in kept_on(holiday, year=year) for year in (day.year, day.year + 1))


def kept_on(holiday: Holiday, *, year: int) -> set[date]:
    """The holiday's days of a year; New Year's may be observed on the year before's last day."""
    return set(_kept(holiday, _itself(holiday, year)))


def _kept(holiday: Holiday, day: date) -> Iterator[date]:
    yield day
    if holiday.observed and day.weekday() == _SATURDAY:
        yield day - timedelta(days=1)
    if holiday.observed and day.weekday() == _SUNDAY:
        yield day + timedelta(days=1)


def _itself(holiday: Holiday, year: int) -> date:
    if holiday.easter is not None:
        return easter_sunday(year) + timedelta(days=holiday.easter)
    month = holiday.month or 1
    if holiday.weekday is None:
        return date(year, month, holiday.day or 1)
    return _nth(year, month, weekday=WEEK.index(holiday.weekday), nth=holiday.nth or 1)


def _nth(year: int, month: int, *, weekday: int, nth: int) -> date:
    if nth < 0:
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def easter_sunday(year: int) -> date:
    """Of the western churches (Gregorian computus, Meeus/Jones/Butcher)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    correction = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * correction + 114, 31)
    return date(year, month, day + 1)
