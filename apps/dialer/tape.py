"""Two sides of a talk laid side by side by the clock: the lead left, everybody else right. Pure."""

from enum import IntEnum

import numpy as np

from apps.core.audio import PCM_BYTES_A_MS, RATE

# A side that is further than this from where the clock has it is put there: silence came, or nothing did, or two clocks
# have drifted apart. Below it is what every line's jitter does.
SLACK_BYTES = 120 * PCM_BYTES_A_MS
# What may still come in for a moment that is over.
_LAG_BYTES = 400 * PCM_BYTES_A_MS
# So much of each side at a time is given away.
_CUT_BYTES = 1_000 * PCM_BYTES_A_MS
_SAMPLE_BYTES = 2


class Side(IntEnum):
    LEAD = 0
    OURS = 1


class Tape:
    """`at` is a moment of the clock by which it `began`, in seconds."""

    def __init__(self, *, began: float) -> None:
        self._began = began
        self._given = 0
        self._sides = bytearray(), bytearray()

    def add(self, side: Side, pcm: bytes, *, at: float) -> None:
        """What this side has said until just now. What comes much too early is dropped."""
        had = self._sides[side]
        missing = self._due(at) - len(pcm) - len(had)
        if missing < -SLACK_BYTES:
            return
        if missing > SLACK_BYTES:
            had.extend(bytes(missing))
        had += pcm

    def cut(self, *, at: float) -> bytes:
        """What nothing will be added to any more, in both channels: b"" until there is a second of it."""
        ready = self._due(at) - _LAG_BYTES
        return self._laid(ready) if ready >= _CUT_BYTES else b""

    def rest(self, *, at: float) -> bytes:
        """All that is left, once it is over."""
        return self._laid(max(self._due(at), *(len(side) for side in self._sides)))

    def _due(self, at: float) -> int:
        """How much of each side there should be by now, beyond what was given away."""
        return max(0, int((at - self._began) * RATE)) * _SAMPLE_BYTES - self._given

    def _laid(self, length: int) -> bytes:
        both = np.zeros((max(0, length) // _SAMPLE_BYTES, 2), np.int16)
        for channel, side in enumerate(self._sides):
            taken = np.frombuffer(bytes(side[:length]), np.int16)
            both[: len(taken), channel] = taken
            del side[:length]
        self._given += len(both) * _SAMPLE_BYTES
        return both.tobytes()
