"""Samples: mono floats between -1 and 1, and the bytes they travel as (PCM, 16 bits, little endian)."""

import numpy as np
import soxr
from numpy.typing import NDArray

type Samples = NDArray[np.float32]

LOUDEST = 32767
# What a telephone lets through, in Hz.
BAND = (300, 3400)


def from_bytes(pcm: bytes) -> Samples:
    """Samples of a body; an odd last byte is half a sample, so the caller refuses it first."""
    return np.frombuffer(pcm, dtype="<i2").astype(np.float32) / np.float32(LOUDEST)


def to_bytes(samples: Samples) -> bytes:
    """The body of an answer; what is too loud is clipped."""
    return (np.clip(samples, -1, 1) * LOUDEST).astype("<i2").tobytes()


def resampled(samples: Samples, *, rate: float, wanted: float) -> Samples:
    """The same sound at another rate."""
    if rate == wanted or not len(samples):
        return samples
    return np.asarray(soxr.resample(samples, rate, wanted), dtype=np.float32)


def through_a_telephone(samples: Samples, *, rate: int) -> Samples:
    """Only what a telephone's band holds."""
    spectrum = np.fft.rfft(samples)
    pitches = np.fft.rfftfreq(len(samples), 1 / rate)
    spectrum[(pitches < BAND[0]) | (pitches > BAND[1])] = 0
    return np.fft.irfft(spectrum, len(samples)).astype(np.float32)


def with_noise(samples: Samples, *, decibels: float, seed: int) -> Samples:
    """Hiss under the whole, so much quieter than the sound; the same for the same seed."""
    loudness = float(np.sqrt(np.mean(samples**2)))
    hiss = np.random.default_rng(seed).standard_normal(len(samples))
    return (samples + hiss * loudness * 10 ** (-decibels / 20)).astype(np.float32)
