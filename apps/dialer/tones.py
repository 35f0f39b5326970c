"""What a caller hears while a phone rings, where the line itself says nothing."""

import numpy as np

from apps.core.audio import RATE

_LOUDNESS = 3_000
_ON_SECONDS, _EVERY_SECONDS = 2, 6


def waiting() -> bytes:
    """A short soft tone: somebody waits, and nobody says for what."""
    return _tone(440, seconds=0.3)


def attention() -> bytes:
    """Two short ones: a lead is offered, and nobody can say who it is."""
    pause = bytes(int(0.15 * RATE) * 2)
    return _tone(620, seconds=0.3) + pause + _tone(620, seconds=0.3)


def _tone(hertz: int, *, seconds: float) -> bytes:
    at = np.arange(int(seconds * RATE)) / RATE
    return (_LOUDNESS * np.sin(2 * np.pi * hertz * at)).astype(np.int16).tobytes()


def ringback() -> bytes:
    """North America's, one ring and its pause: 440 and 480 Hz, two seconds of six (ITU-T E.180, supplement 2)."""
    at = np.arange(_EVERY_SECONDS * RATE) / RATE
    both = np.sin(2 * np.pi * 440 * at) + np.sin(2 * np.pi * 480 * at)
    return (_LOUDNESS * both * (at < _ON_SECONDS)).astype(np.int16).tobytes()
