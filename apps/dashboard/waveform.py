"""A recording's waveform as a drawing: two rows of bars, the lead's above the line and the other's below it."""

from dataclasses import dataclass

from apps.calls import waveform
from apps.calls.waveform import BUCKETS

# In units of the drawing; the line is in its middle.
MIDDLE = 50
_BAR = 0.64
# Quieter than that is silence: it is not blown up to fill the picture.
_LEAST_LOUD = 16


@dataclass(frozen=True)
class Drawing:
    """The paths of an SVG that is `width` by 100; `below` is "" where both are in one channel."""

    width: int
    above: str
    below: str


def drawn(kept: bytes | memoryview) -> Drawing | None:
    """None where the file has not been read, or could not be."""
    found = waveform.unpacked(kept)
    if found is None:
        return None
    loudest = max(_LEAST_LOUD, *(max(row) for row in found.channels))
    rows = [[(MIDDLE - 2) * peak / loudest for peak in row] for row in found.channels]
    if len(rows) == 1:
        return Drawing(BUCKETS, _bars(rows[0], up=True) + _bars(rows[0], up=False), "")
    return Drawing(BUCKETS, _bars(rows[0], up=True), _bars(rows[1], up=False))


def _bars(heights: list[float], *, up: bool) -> str:
    """Silence has a bar too, a low one: one sees where the recording goes on."""
    sign = -1 if up else 1
    return "".join(
        f"M{at} {MIDDLE}V{MIDDLE + sign * max(height, 1):.0f}H{at + _BAR:.2f}V{MIDDLE}z"
        for at, height in enumerate(heights)
    )
