"""When leads pick up: a table of the week's hours, shaded by the share that a person answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.dashboard.queries import figures

from .report import WEEKDAYS, Cell, Row, Table
from .sums import Group

HOURS = tuple(range(24))
# Fewer calls than that say nothing of an hour.
_FEWEST = 1
_SHADES = 5


@dataclass(frozen=True)
class Hour:
    """`shade` from 1 to 5 by the share answered, 0 without a call; `says` is the cell in words."""

    share: str
    shade: int
    says: str


@dataclass(frozen=True)
class Weekday:
    name: str
    hours: Sequence[Hour]


def of(found: Sequence[Group]) -> list[Weekday]:
    by_hour = {(each.weekday, each.hour): each for each in found}
    return [
        Weekday(name, [_hour(name, hour, by_hour.get((day, hour))) for hour in HOURS])
        for day, name in enumerate(WEEKDAYS, start=1)
    ]


def table(found: Sequence[Group]) -> Table:
    """The same as rows, for the CSV."""
    rows = [
        Row(
            f"{WEEKDAYS[(each.weekday or 1) - 1]} {each.hour:02d}:00",
            [Cell(f"{each.called:,}"), Cell(f"{each.answered:,}"), Cell(_share(each))],
        )
        for each in found
        if each.called
    ]
    return Table("hours", "By hour of the week", "Hour", rows, headings=("Called", "Answered", "Picked up"))


def _hour(day: str, hour: int, each: Group | None) -> Hour:
    if each is None or each.called < _FEWEST:
        return Hour("", 0, f"{day} {hour:02d}:00: no calls")
    shade = min(1 + int(_SHADES * each.answered / each.called), _SHADES)
    return Hour(_share(each), shade, f"{day} {hour:02d}:00: {each.answered:,} of {each.called:,} picked up")


def _share(each: Group) -> str:
    return figures.percentage(100 * each.answered / each.called).removesuffix(" %")
