"""Our own ear for machines: a greeting that goes on and on, and the tone after it."""

import numpy as np

from . import audio
from .pipeline.brain import Heard
from .policy.reading import Intent, Reading

# Who picks up says a word or two; nobody speaks so long, at once, without asking or answering anything.
MONOLOGUE_SECONDS, AT_ONCE_SECONDS = 7.0, 4.0
_PERSONAL = frozenset(Intent) - {Intent.GREETING, Intent.GOODBYE, Intent.VOICEMAIL, Intent.UNSURE}
# A tone: one pitch has nearly all the power, and keeps it for so long. Speech has harmonics and moves.
TONE_MS = 240
_LOWEST_HZ, _HIGHEST_HZ, _SHARE, _LOUD = 350, 2_300, 0.8, 300.0


def is_monologue(heard: Heard, reading: Reading, *, began_at: float) -> bool:
    """Whether the first that was heard is what a machine plays; `began_at` is when the stream was opened."""
    is_long = heard.ended_at - heard.began_at >= MONOLOGUE_SECONDS
    is_personal = bool(_PERSONAL & set(reading.intents) or reading.values or reading.fact_id or reading.objection_id)
    return is_long and heard.began_at - began_at <= AT_ONCE_SECONDS and not is_personal


class Beep:
    """Fed with the lead's audio as it comes: true once, when a tone has lasted."""

    def __init__(self) -> None:
        self._ms, self._hz = 0.0, 0.0

    def heard(self, ulaw: bytes) -> bool:
        samples = np.frombuffer(audio.to_pcm(ulaw), np.int16).astype(np.float64)
        hz = _pitch(samples)
        is_same = hz > 0 and (self._ms == 0 or abs(hz - self._hz) <= 2 * audio.RATE / len(samples))
        before, self._hz = self._ms, hz
        self._ms = self._ms + len(samples) * 1000 / audio.RATE if is_same else 0.0
        return before < TONE_MS <= self._ms


def _pitch(samples: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """Of a pure tone; 0.0 if it is none."""
    if len(samples) < 80 or np.abs(samples).mean() < _LOUD:
        return 0.0
    power = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) ** 2
    peak = int(power.argmax())
    hz = float(peak * audio.RATE / len(samples))
    share = power[max(0, peak - 2) : peak + 3].sum() / power.sum()
    return hz if _LOWEST_HZ <= hz <= _HIGHEST_HZ and share >= _SHARE else 0.0
