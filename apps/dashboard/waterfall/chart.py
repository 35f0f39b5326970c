"""The finished waterfall: every bar's place in percent, its labels, and its name for those who can't see it."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.dashboard.times import duration

from .facts import Owner
from .scales import Scale, Tick, View, scale
from .span import Span
from .speed import TARGET_MS

# A rectangle of no width is not drawn at all, not even its outline.
_THINNEST = 0.05


@dataclass(frozen=True)
class Bar:
    """One row. `x` and `width` are SVG percentages; `is_cut` runs past the right edge, `is_later` starts there."""

    track: str
    label: str
    owner: Owner
    x: str
    width: str
    starts: str
    lasts: str
    ending: str
    name: str
    is_open: bool
    has_failed: bool
    is_wait: bool
    is_cut: bool
    is_later: bool


@dataclass(frozen=True)
class Line:
    """A vertical line of the axis; `anchor` keeps its label inside the drawing."""

    x: str
    label: str
    anchor: str


@dataclass(frozen=True)
class Chart:
    bars: Sequence[Bar]
    lines: Sequence[Line]
    target: str
    total: str
    view: View


def draw(spans: Sequence[Span], *, view: View, now_ms: float) -> Chart:
    """Lay the spans out on the view's axis; what still lasts reaches to `now_ms`."""
    total_ms = max((_end(span, now_ms) for span in spans), default=0.0)
    axis = scale(view, total_ms=total_ms)
    bars = [_bar(span, before, axis=axis, now_ms=now_ms) for span, before in zip(spans, [None, *spans], strict=False)]
    target = _percent(axis.at(TARGET_MS)) if axis.until_ms >= TARGET_MS else ""
    return Chart(bars, [_line(tick) for tick in axis.ticks()], target, duration(total_ms), view)


def _bar(span: Span, before: Span | None, *, axis: Scale, now_ms: float) -> Bar:
    end_ms = _end(span, now_ms)
    left, right = axis.at(span.start_ms), axis.at(end_ms)
    return Bar(
        track="" if before and before.track == span.track else span.track,
        label=span.label,
        owner=span.owner,
        x=_percent(left),
        width=_percent(max(right - left, _THINNEST)),
        starts=f"+{duration(span.start_ms)}",
        lasts=duration(end_ms - span.start_ms),
        ending=span.ending,
        name=_name(span, end_ms),
        is_open=span.end_ms is None,
        has_failed=span.has_failed,
        is_wait=span.is_wait,
        is_cut=span.start_ms < axis.until_ms < end_ms,
        is_later=span.start_ms >= axis.until_ms and end_ms > axis.until_ms,
    )


def _end(span: Span, now_ms: float) -> float:
    return max(now_ms, span.start_ms) if span.end_ms is None else span.end_ms


def _name(span: Span, end_ms: float) -> str:
    """ "Call: Phone rang, 4,200 ms, from 2,940 ms to 7,140 ms, lead's time"."""
    parts = [
        f"{span.track}: {span.label}",
        f"{end_ms - span.start_ms:,.0f} ms" + (" so far" if span.end_ms is None else ""),
        f"from {span.start_ms:,.0f} ms to {end_ms:,.0f} ms",
        span.ending,
    ]
    return ", ".join(filter(None, parts))


def _line(tick: Tick) -> Line:
    anchor = "start" if tick.percent < 4 else "end" if tick.percent > 96 else "middle"
    return Line(_percent(tick.percent), tick.label, anchor)


def _percent(value: float) -> str:
    return f"{value:.3f}%"
