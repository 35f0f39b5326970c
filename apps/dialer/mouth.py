"""What a leg is to hear: kept until the line has played it, so that marks are true and a clearing is prompt."""

import contextlib
from collections import deque

from baresip import AudioNotActive, AudioRestarted, CallAudio

from apps.core.audio import PCM_BYTES_A_MS

# So much is at the line ahead of its time: a hiccup of ours makes no gap, and a flush takes it back.
LEAD_BYTES = 200 * PCM_BYTES_A_MS
# Nobody says more than that in one go; beyond it the other side has lost its mind.
MOST_BYTES = 120_000 * PCM_BYTES_A_MS


class Mouth:
    """One leg's."""

    def __init__(self, audio: CallAudio) -> None:
        self._audio = audio
        self._waiting: deque[bytes] = deque()
        self._queued = 0
        self._at_the_line = 0
        # By the byte after which each is due, of all bytes that were ever said.
        self._marks: deque[tuple[int, str]] = deque()
        self._said = 0

    @property
    def is_silent(self) -> bool:
        return not self._queued and not self._at_the_line

    def say(self, pcm: bytes) -> None:
        if pcm and self._queued + len(pcm) <= MOST_BYTES:
            self._waiting.append(pcm)
            self._queued += len(pcm)
            self._said += len(pcm)

    def mark(self, name: str) -> None:
        self._marks.append((self._said, name))

    def clear(self) -> list[str]:
        """Say no more; the names of the marks that were waiting, for they are told as Twilio tells them."""
        self._waiting.clear()
        self._queued = self._at_the_line = 0
        with contextlib.suppress(AudioNotActive, AudioRestarted):
            self._audio.flush_tx()
        return self._due(self._said)

    def feed(self) -> list[str]:
        """Give the line what it has room for; the names of the marks that it has come to."""
        try:
            self._at_the_line = self._audio.info().tx_buffered
            while self._waiting and self._at_the_line < LEAD_BYTES:
                self._give(self._waiting.popleft())
        except AudioRestarted:
            self._at_the_line = 0
        except AudioNotActive:
            return []
        return self._due(self._said - self._queued - self._at_the_line)

    def _give(self, pcm: bytes) -> None:
        try:
            taken = self._audio.write(pcm)
        except (AudioRestarted, AudioNotActive):
            self._waiting.appendleft(pcm)
            raise
        self._queued -= taken
        self._at_the_line += taken
        if taken < len(pcm):
            self._waiting.appendleft(pcm[taken:])
            # The line is full, whatever it said of its room.
            self._at_the_line = max(self._at_the_line, LEAD_BYTES)

    def _due(self, played: int) -> list[str]:
        due = []
        while self._marks and self._marks[0][0] <= played:
            due.append(self._marks.popleft()[1])
        return due
