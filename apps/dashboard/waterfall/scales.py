"""Where an instant lies on the time axis, in percent of its width."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from apps.dashboard.times import duration

_SECOND, _MINUTE, _HOUR, _DAY = 1_000, 60_000, 3_600_000, 86_400_000
_DECADES = (1, 10, 100, _SECOND, 10 * _SECOND, 100 * _SECOND, 10 * _MINUTE, _HOUR, 10 * _HOUR, 4 * _DAY)
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000, _MINUTE, 2 * _MINUTE)
_LONG_STEPS = (5 * _MINUTE, 10 * _MINUTE, 30 * _MINUTE, _HOUR, 3 * _HOUR, 6 * _HOUR, 12 * _HOUR, _DAY, 7 * _DAY)
_MOST_TICKS = 6


class View(StrEnum):
    """What the axis shows; the value stands in the URL."""

    FIRST = "first"
    LOG = "log"
    WHOLE = "whole"


@dataclass(frozen=True)
class Tick:
    percent: float
    label: str


@dataclass(frozen=True)
class Scale:
    """An axis from 0 to `until_ms`."""

    until_ms: float
    is_log: bool

    def at(self, ms: float) -> float:
        """Percent of the width; what lies outside is at the edge."""
        inside = min(max(ms, 0.0), self.until_ms)
        if self.is_log:
            return 100 * math.log1p(inside) / math.log1p(self.until_ms)
        return 100 * inside / self.until_ms

    def ticks(self) -> list[Tick]:
        marks = [ms for ms in _DECADES if ms <= self.until_ms] if self.is_log else self._even()
        return [Tick(self.at(ms), _label(ms)) for ms in marks]

    def _even(self) -> Sequence[int]:
        steps = (*_STEPS, *_LONG_STEPS)
        step = next((step for step in steps if self.until_ms / step <= _MOST_TICKS), self.until_ms)
        return range(0, math.floor(self.until_ms) + 1, max(int(step), 1))


def scale(view: View, *, total_ms: float) -> Scale:
    """The axis of a view over a life of `total_ms`."""
    if view is View.FIRST:
        return Scale(10_000, is_log=False)
    return Scale(max(total_ms, 10.0), is_log=view is View.LOG)


def _label(ms: float) -> str:
    if ms and ms % _SECOND == 0 and ms < _MINUTE:
        return f"{ms // _SECOND} s"
    return duration(ms) if ms else "0"
