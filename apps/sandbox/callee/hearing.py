"""When somebody has finished a sentence, by the loudness of what is heard; and how long the other side took."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from apps.voice import audio

# |sample| above this, smoothed over a frame, is voice (wire/voice.md, section 4).
LOUD = 80 / 32768 * 32768
PAUSE_FRAMES = 30
# A long speech is written down in pieces, cut between its sentences: Whisper hears twelve seconds at most.
PIECE_FRAMES, PIECE_PAUSE_FRAMES = 150, 6
FRAME_MS = 20


def is_loud(ulaw: bytes) -> bool:
    samples = np.frombuffer(audio.to_pcm(ulaw), np.int16)
    return float(np.abs(samples.astype(np.int32)).mean()) > LOUD


@dataclass(frozen=True)
class Piece:
    """Some of what the agent said; `is_last`: they have finished."""

    ulaw: bytes
    is_last: bool


@dataclass
class Listener:
    """Fed frame by frame with both directions; keeps what the agent said and the gaps before its replies."""

    gaps_ms: list[int] = field(default_factory=list)
    first_ms: int | None = None
    _frame: int = 0
    _speech: bytearray = field(default_factory=bytearray)
    _quiet: int = 0
    _is_speaking: bool = False
    _said_until: int | None = None

    def frame(self, heard: bytes, said: bytes) -> Piece | None:
        """A piece of the agent's speech once it has been followed by a pause; else None."""
        self._frame += 1
        if is_loud(said):
            self._said_until = self._frame
        if is_loud(heard):
            self._answered()
            self._speech += heard
            self._quiet, self._is_speaking = 0, True
            return None
        return self._paused(heard)

    @property
    def is_agent_speaking(self) -> bool:
        return self._is_speaking

    def _answered(self) -> None:
        if self.first_ms is None:
            self.first_ms = self._frame * FRAME_MS
        if not self._is_speaking and self._said_until is not None:
            # Both at once is no gap.
            self.gaps_ms.append(max(0, self._frame - self._said_until - 1) * FRAME_MS)
            self._said_until = None

    def _paused(self, heard: bytes) -> Piece | None:
        if not self._is_speaking:
            return None
        self._speech += heard
        self._quiet += 1
        is_last = self._quiet >= PAUSE_FRAMES
        is_long = len(self._speech) >= PIECE_FRAMES * len(heard) and self._quiet == PIECE_PAUSE_FRAMES
        if not is_last and not is_long:
            return None
        said, self._speech = bytes(self._speech), bytearray()
        self._is_speaking = not is_last
        return Piece(said, is_last)
