"""A telephone line in the process: plays what the agent sends in real time, and sends what the lead says."""

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field

from apps.sandbox.callee.hearing import is_loud
from apps.sandbox.callee.phone import FRAME_BYTES, FRAME_MS, SILENCE
from apps.voice.pipeline.mouth import Way
from apps.voice.session import Session

# Longer than any gap between two sentences that are ready.
PAUSE_FRAMES = 15


@dataclass
class Line:
    """`heard` and `said` are frames of 20 ms, as at the lead's ear."""

    heard: list[bytes] = field(default_factory=list)
    said: list[bytes] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)
    cleared_at: list[float] = field(default_factory=list)
    is_hung_up: bool = False
    _queue: deque[bytes | str] = field(default_factory=deque)
    _speech: bytearray = field(default_factory=bytearray)
    _session: Session | None = None

    def way(self) -> Way:
        return Way(self._media, self._mark, self._clear)

    def say(self, ulaw: bytes) -> None:
        self._speech += ulaw

    async def hang_up(self) -> None:
        self.is_hung_up = True

    async def has_said(self) -> None:
        """All that was to be said has gone its way."""
        while self._speech:
            await asyncio.sleep(0.005)

    async def hears(self) -> None:
        """The agent has begun to speak."""
        while not self.loud_ms(self.heard):
            await asyncio.sleep(0.005)

    async def has_heard(self) -> None:
        """The agent has spoken, and pauses."""
        await self.hears()
        while any(map(is_loud, self.heard[-PAUSE_FRAMES:])):
            await asyncio.sleep(0.005)

    async def run(self, session: Session, *, seconds: float) -> None:
        """Carry audio both ways until somebody hangs up."""
        self._session = session
        began = time.monotonic()
        for number in range(int(seconds * 1000 / FRAME_MS)):
            if self.is_hung_up:
                return
            await self._tick(session)
            await asyncio.sleep(max(0.0, began + (number + 1) * FRAME_MS / 1000 - time.monotonic()))

    def loud_ms(self, frames: list[bytes]) -> list[int]:
        """When something is heard in these frames."""
        return [number * FRAME_MS for number, frame in enumerate(frames) if is_loud(frame)]

    async def _tick(self, session: Session) -> None:
        self.heard.append(self._played(session))
        said = bytes(self._speech[:FRAME_BYTES]).ljust(FRAME_BYTES, b"\xff")
        del self._speech[:FRAME_BYTES]
        self.said.append(said)
        await session.hear(said)

    def _played(self, session: Session) -> bytes:
        while self._queue:
            piece = self._queue.popleft()
            if isinstance(piece, bytes):
                return piece.ljust(FRAME_BYTES, b"\xff")
            session.played(piece)
        return SILENCE

    async def _media(self, ulaw: bytes) -> None:
        self.sent.append(time.monotonic())
        self._queue.extend(ulaw[at : at + FRAME_BYTES] for at in range(0, len(ulaw), FRAME_BYTES))

    async def _mark(self, name: str) -> None:
        self._queue.append(name)

    async def _clear(self) -> None:
        self.cleared_at.append(time.monotonic())
        self._queue.clear()
