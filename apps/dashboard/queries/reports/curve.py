"""Speed over time as a drawing: median and p95 of each day on a logarithmic scale, beside the target."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from apps.dashboard.times import duration
from apps.dashboard.waterfall import speed

from .sums import Group

WIDTH, HEIGHT = 720, 220
LEFT, RIGHT, TOP, BOTTOM = 56, 24, 10, 24
_MARKS = (100, 1_000, 10_000, 60_000, 600_000, 3_600_000, 36_000_000)
_MOST_LABELS = 8


@dataclass(frozen=True)
class Mark:
    """A line across, or a day's name; `at` in the drawing's units."""

    label: str
    at: str


@dataclass(frozen=True)
class Point:
    x: str
    y: str
    says: str


@dataclass(frozen=True)
class Curve:
    """`median` and `p95` are the points of polylines, "" where no phone rang."""

    median: str
    p95: str
    points: Sequence[Point]
    target: str
    across: Sequence[Mark]
    days: Sequence[Mark]


def of(found: Sequence[Group]) -> Curve | None:
    """None where no phone rang on any day."""
    rang = [each for each in found if each.p50_ms is not None and each.p95_ms is not None and each.day]
    if not rang:
        return None
    least = min(100.0, *(max(each.p50_ms or 1, 1) for each in rang))
    most = max(2.0 * speed.TARGET_MS, *(each.p95_ms or 0 for each in rang))
    places = {each.day: place for place, each in enumerate(found)}

    def x(each: Group) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (places[each.day] / (len(found) - 1) if len(found) > 1 else 0.5)

    def y(ms: float) -> float:
        share = math.log(max(ms, least) / least) / math.log(most / least)
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share

    every = max(1, math.ceil(len(found) / _MOST_LABELS))
    named = [each for each in found if each.day]
    return Curve(
        median=" ".join(f"{x(each):.1f},{y(each.p50_ms or 0):.1f}" for each in rang),
        p95=" ".join(f"{x(each):.1f},{y(each.p95_ms or 0):.1f}" for each in rang),
        points=[Point(f"{x(each):.1f}", f"{y(each.p50_ms or 0):.1f}", _says(each)) for each in rang],
        target=f"{y(speed.TARGET_MS):.1f}",
        across=[Mark(duration(ms), f"{y(ms):.1f}") for ms in _MARKS if least <= ms <= most],
        days=[Mark(f"{each.day.day} {each.day:%b}", f"{x(each):.1f}") for each in named[::every] if each.day],
    )


def _says(each: Group) -> str:
    return f"{each.day:%a} {each.day:%d %b}: median {duration(each.p50_ms or 0)}, p95 {duration(each.p95_ms or 0)}"
