"""When somebody has finished a sentence, by the loudness of what is heard; and how long the other side took."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from apps.voice import audio

# |sample| above this, smoothed over a frame, is voice (wire/voice.md, section 4).
LOUD = 80 / 32768 * 32768
PAUSE_FRAMES = 30
FRAME_MS = 20


def is_loud(ulaw: bytes) -> bool:
    samples = np.frombuffer(audio.to_pcm(ulaw), np.int16)
    return float(np.abs(samples.astype(np.int32)).mean()) > LOUD


@dataclass
class Listener:
    """Fed frame by frame with both directions; keeps what the agent said and the gaps before its replies."""

    gaps_ms: list[int] = field(default_factory=list)
    first_ms: int | None = None
    _frame: int = 0
    _speech: bytearray = field(default_factory=bytearray)
    _quiet: int = 0
    _said_until: int | None = None

    def frame(self, heard: bytes, said: bytes) -> bytes | None:
        """A whole utterance of the agent's, once it has been followed by a pause; else None."""
        self._frame += 1
        if is_loud(said):
            self._said_until = self._frame
        if is_loud(heard):
            self._answered()
            self._speech += heard
            self._quiet = 0
            return None
        return self._paused(heard)

    @property
    def is_agent_speaking(self) -> bool:
        return bool(self._speech)

    def _answered(self) -> None:
        if self.first_ms is None:
            self.first_ms = self._frame * FRAME_MS
        if not self._speech and self._said_until is not None:
            self.gaps_ms.append((self._frame - self._said_until - 1) * FRAME_MS)
            self._said_until = None

    def _paused(self, heard: bytes) -> bytes | None:
        if not self._speech:
            return None
        self._speech += heard
        self._quiet += 1
        if self._quiet < PAUSE_FRAMES:
            return None
        utterance, self._speech, self._quiet = bytes(self._speech), bytearray(), 0
        return utterance
