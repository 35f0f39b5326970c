"""A recorded talk of the dialer's, for tests: how much of it is on disk, and who sounds on which side."""

import io
import json
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from apps.core.audio import RATE, Samples, to_ulaw
from apps.sandbox.rig import wait_until

from .process import Dialer
from .voice import share_of


@dataclass(frozen=True)
class Heard:
    """Both sides of a recording, as samples."""

    left: Samples
    right: Samples

    @property
    def seconds(self) -> float:
        return len(self.left) / RATE

    def share(self, side: Samples, hertz: int) -> float:
        """How much of what sounds on a side is this tone, without its beginning and end."""
        return share_of(hertz, to_ulaw(side[len(side) // 4 : -len(side) // 4].tobytes()))

    def silence_on_both(self) -> float:
        """The longest at once, in seconds."""
        loud = np.flatnonzero((np.abs(self.left) > 50) | (np.abs(self.right) > 50))
        return float(np.diff(loud).max()) / RATE if len(loud) > 1 else self.seconds


def read(audio: bytes) -> Heard:
    with wave.open(io.BytesIO(audio)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, RATE)
        both = np.frombuffer(file.readframes(file.getnframes()), np.int16).reshape(-1, 2)
    return Heard(both[:, 0], both[:, 1])


def fetched(dialer: Dialer, tape_id: str) -> Heard:
    """As LeadHub fetches it."""
    answer = dialer.ask("GET", f"/tapes/{tape_id}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "audio/wav")
    return read(answer.content)


def running(dialer: Dialer, call_id: str, *, seconds: float) -> Path:
    """The file of a talk that is being recorded, once there is so much of it on disk."""

    def found() -> Path | None:
        for slip in dialer.tapes.glob("*.json"):
            if json.loads(slip.read_bytes())["call_id"] == call_id:
                return slip.with_suffix(".wav")
        return None

    def is_so_long() -> bool:
        path = found()
        return bool(path and path.exists() and path.stat().st_size > seconds * RATE * 4)

    wait_until(is_so_long, seconds=20)
    path = found()
    assert path
    return path
