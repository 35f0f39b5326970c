"""A client of the speech server, and what can be measured of a sound."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import requests
from numpy.typing import NDArray

RATE = 8000
LOUDEST = 32767


@dataclass(frozen=True)
class Studio:
    url: str

    def ask(self, **wish: Any) -> requests.Response:
        return requests.post(f"{self.url}/say", json=wish, timeout=30)

    def say(self, text: str, **wish: Any) -> bytes:
        answer = self.ask(text=text, **wish)
        answer.raise_for_status()
        return answer.content

    def listen(self, pcm: bytes, **query: Any) -> requests.Response:
        return requests.post(f"{self.url}/hear", params={"rate": RATE, **query}, data=pcm, timeout=30)

    def hear(self, pcm: bytes, **query: Any) -> dict[str, Any]:
        answer = self.listen(pcm, **query)
        answer.raise_for_status()
        heard: dict[str, Any] = answer.json()
        return heard

    def understood(self, text: str, *, voice: str) -> str:
        """What is heard of a sentence that is said."""
        return str(self.hear(self.say(text, voice=voice))["text"])


def samples(pcm: bytes) -> NDArray[np.float64]:
    return np.frombuffer(pcm, dtype="<i2") / LOUDEST


def pcm(samples: NDArray[np.float64]) -> bytes:
    return (samples * LOUDEST).astype("<i2").tobytes()


def median_pitch(sound: bytes) -> float:
    """In Hz, over the moments that are voiced, by autocorrelation."""
    whole, width = samples(sound), RATE // 25
    moments = (whole[at : at + width] for at in range(0, len(whole) - width, width // 2))
    found = [pitch for moment in moments if (pitch := _pitch(moment))]
    return float(np.median(found))


def _pitch(moment: NDArray[np.float64]) -> float | None:
    shortest, longest = RATE // 350, RATE // 60
    alike = np.correlate(moment, moment, "full")[len(moment) - 1 :]
    lag = shortest + int(np.argmax(alike[shortest:longest]))
    is_voiced = alike[0] > 0.1 and alike[lag] > 0.5 * alike[0]
    return RATE / lag if is_voiced else None
