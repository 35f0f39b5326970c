"""Both sides of a call as they were heard, in one stereo file: the lead left, the agent right."""

import io
import wave
from dataclasses import dataclass, field

import numpy as np

from . import audio


@dataclass
class Recorder:
    """`at_ms` counts from the opening of the stream; the lead's audio comes without gaps, frame after frame."""

    lead: bytearray = field(default_factory=bytearray)
    _agent: list[tuple[int, bytes]] = field(default_factory=list)

    def lead_said(self, ulaw: bytes) -> None:
        self.lead += ulaw

    def agent_says(self, ulaw: bytes, *, at_ms: float) -> None:
        """It will be heard from then on."""
        self._agent.append((round(at_ms * audio.ULAW_BYTES_A_MS), ulaw))

    def agent_stopped(self, *, at_ms: float) -> None:
        """What had not been heard by then never was."""
        end = round(at_ms * audio.ULAW_BYTES_A_MS)
        kept = ((start, ulaw[: max(0, end - start)]) for start, ulaw in self._agent)
        self._agent = [(start, ulaw) for start, ulaw in kept if ulaw]

    def wav(self) -> bytes:
        """16-bit PCM, 8 kHz, two channels: plays in every browser."""
        left = np.frombuffer(audio.to_pcm(bytes(self.lead)), np.int16)
        ends = [start + len(ulaw) for start, ulaw in self._agent]
        length = max([len(left), *ends], default=0)
        both = np.zeros((length, 2), np.int16)
        both[: len(left), 0] = left
        for start, ulaw in self._agent:
            both[start : start + len(ulaw), 1] = np.frombuffer(audio.to_pcm(ulaw), np.int16)
        return _file(both.tobytes())


def _file(frames: bytes) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(audio.RATE)
        file.writeframes(frames)
    return out.getvalue()
