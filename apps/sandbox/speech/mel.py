"""What Whisper sees of a sound: its energy in 80 bands of pitch, every 10 ms, as logarithms.

The figures are Whisper's own (openai/whisper, audio.py; the bands are librosa's Slaney scale).
"""

import numpy as np
from numpy.typing import NDArray

from apps.sandbox.speech.audio import Samples

RATE = 16_000
BANDS = 80
WINDOW, STEP = 400, 160
FRAMES_A_SECOND = RATE // STEP
# Below 1 kHz the scale is linear, above it 27 bands take it 6.4 times as high.
LINEAR_HZ, BEND_HZ = 200 / 3, 1000.0
HIGHEST_BAND = 45.245640471924965


def of(samples: Samples) -> NDArray[np.float32]:
    """Bands by frames, one frame every 10 ms; samples are at RATE."""
    padded = np.pad(samples, WINDOW // 2, mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::STEP][:-1]
    energy = np.abs(np.fft.rfft(windows * HANN)) ** 2
    logs = np.log10(np.maximum(FILTERS @ energy.T, 1e-10))
    floored = np.maximum(logs, logs.max() - 8.0)
    return np.asarray((floored + 4.0) / 4.0, dtype=np.float32)


def _band_edges() -> NDArray[np.float64]:
    bands = np.linspace(0.0, HIGHEST_BAND, BANDS + 2)
    bend = BEND_HZ / LINEAR_HZ
    return np.where(bands < bend, bands * LINEAR_HZ, BEND_HZ * np.exp(np.log(6.4) / 27 * (bands - bend)))


def _filters() -> NDArray[np.float32]:
    """Triangles over the spectrum, all of one area."""
    edges = _band_edges()
    pitches = np.fft.rfftfreq(WINDOW, 1 / RATE)
    widths = np.diff(edges)[:, None]
    slopes = edges[:, None] - pitches[None, :]
    triangles = np.maximum(0, np.minimum(-slopes[:-2] / widths[:-1], slopes[2:] / widths[1:]))
    return (triangles * (2 / (edges[2:] - edges[:-2]))[:, None]).astype(np.float32)


HANN = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
FILTERS = _filters()
