"""What is heard where nobody speaks: tones of the telephone, in µ-law."""

import numpy as np

from apps.voice import audio

LEVEL = 8_000


def tone(*hertz: int, seconds: float) -> bytes:
    """These frequencies at once."""
    at = np.arange(int(audio.RATE * seconds)) / audio.RATE
    waves = np.sum([np.sin(2 * np.pi * each * at) for each in hertz], axis=0)
    return audio.to_ulaw((waves * LEVEL / len(hertz)).astype(np.int16).tobytes())


def silence(*, seconds: float) -> bytes:
    return b"\xff" * int(audio.RATE * seconds)


# What a caller in North America hears while it rings.
RINGBACK = (tone(440, 480, seconds=2) + silence(seconds=4)) * 5
STEADY = tone(440, seconds=1)
# A machine without words: it hums for as long as a greeting takes, and beeps.
GREETING = tone(180, 240, seconds=1.5) + silence(seconds=0.6) + tone(1_000, seconds=0.5)
