"""One number of a page: its value with the unit, what it is of, and the list of leads behind it."""

import math
from dataclasses import dataclass

from django.db.models import Aggregate, FloatField

from apps.dashboard.times import duration
from apps.dashboard.waterfall import speed

NOTHING = "\N{EN DASH}"


@dataclass(frozen=True)
class Figure:
    """`note` says of what, `filled` and `mark` are places in a bar, `leads` is the list of those counted."""

    title: str
    value: str
    note: str
    verdict: str = ""
    filled: str = ""
    mark: str = ""
    leads: str = ""


class Percentile(Aggregate):
    """`percentile_cont` of Postgres; `share` from 0 to 1."""

    function = "percentile_cont"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)%(filter)s"
    output_field = FloatField()


def time(title: str, ms: float | None, note: str, *, leads: str = "", without: str = "no calls yet") -> Figure:
    """A time to ring against the target."""
    if ms is None:
        return Figure(title, NOTHING, without)
    # The bar is full at twice the target, so that the target is its middle.
    filled = f"{min(ms / speed.TARGET_MS * 50, 100):.2f}%"
    return Figure(title, duration(ms), note, speed.verdict(ms), filled, "50%", leads)


def share(title: str, part: float | None, whole: int, *, of: str = "called", leads: str = "") -> Figure:
    """A part in percent, judged; no figure where there is no whole."""
    percent = 100 * (part or 0) / whole if whole else 0.0
    verdict = "good" if percent >= 95 else "fair" if percent >= 80 else "slow"
    return _part(title, part, whole, verdict=verdict, of=of, leads=leads)


def rate(title: str, part: float | None, whole: int, *, of: str = "called", leads: str = "") -> Figure:
    """A part in percent that nobody can call good or bad."""
    return _part(title, part, whole, verdict="plain", of=of, leads=leads)


def _part(title: str, part: float | None, whole: int, *, verdict: str, of: str, leads: str) -> Figure:
    if not whole:
        return Figure(title, NOTHING, f"nobody {of} yet")
    percent = 100 * (part or 0) / whole
    note = f"{part or 0:,.0f} of {whole:,} {of}"
    return Figure(title, percentage(percent), note, verdict, f"{min(percent, 100):.2f}%", leads=leads)


def percentage(part: float) -> str:
    """Never rounded up to all: 2,222 of 2,227 are 99.7 %."""
    return f"{math.floor(part * 10) / 10:.1f} %" if 99 <= part < 100 else f"{part:.0f} %"
