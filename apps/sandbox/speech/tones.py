"""Beeps, ringing and keys: sounds that a telephone network makes, in which Whisper hears sentences."""

import numpy as np

from apps.sandbox.speech.audio import Samples

# Networks sound one or two pitches at a time; no voice holds one so still.
PITCHES = 2
WIDTH_HZ = 20
SHARE = 0.85


def is_tone(samples: Samples, *, rate: int) -> bool:
    """Whether nearly all of the sound is of one or two pitches."""
    energy = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) ** 2
    width = max(2, round(WIDTH_HZ * len(samples) / rate))
    left, total = energy.copy(), float(energy.sum())
    for _ in range(PITCHES):
        at = int(np.argmax(left))
        left[max(0, at - width) : at + width + 1] = 0
    return float(left.sum()) < (1 - SHARE) * total
