"""Cutting what is too long for one window where the speaker draws breath."""

from collections.abc import Iterator

import numpy as np

from apps.sandbox.speech.audio import Samples

LONGEST_SECONDS = 11.5
# No earlier than this, lest there be more pieces than need be.
EARLIEST_SECONDS = 6.5
# The pause between two sentences has this much at least.
PAUSE_SECONDS = 0.15


def of(samples: Samples, *, rate: int) -> Iterator[Samples]:
    """Pieces of LONGEST_SECONDS at most that together are the whole; each cut is where it is quietest."""
    while len(samples) > LONGEST_SECONDS * rate:
        at = _quietest(samples[: int(LONGEST_SECONDS * rate)], start=int(EARLIEST_SECONDS * rate), rate=rate)
        yield samples[:at]
        samples = samples[at:]
    yield samples


def _quietest(samples: Samples, *, start: int, rate: int) -> int:
    width = int(PAUSE_SECONDS * rate)
    total = np.concatenate(([0.0], np.cumsum(samples[start:].astype(np.float64) ** 2)))
    return start + int(np.argmin(total[width:] - total[:-width])) + width // 2
