"""No dead air: where a reply is late, a word from what was rendered ahead."""

import asyncio
from collections.abc import Awaitable, Callable

from .pipeline.vad import STOP_SECONDS

# After the lead's last sound, and after our own last filler.
LATE_SECONDS, LATE_AGAIN_SECONDS = 1.2, 2.5


class Watch:
    """`is_owed`: the lead has spoken, and waits. `murmur` says a few words now, if they are at hand."""

    def __init__(self, *, is_owed: Callable[[], bool], murmur: Callable[[], Awaitable[None]]) -> None:
        self._is_owed, self._murmur = is_owed, murmur
        self._timer: asyncio.TimerHandle | None = None
        self._telling: asyncio.Future[None] | None = None

    def lead_spoke(self, is_speech: bool) -> None:
        """They have begun to speak, or ended."""
        self.close()
        if not is_speech:
            self._look_after(LATE_SECONDS - STOP_SECONDS)

    def close(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = None

    def _look_after(self, seconds: float) -> None:
        self._timer = asyncio.get_running_loop().call_later(seconds, self._look)

    def _look(self) -> None:
        if self._is_owed():
            self._telling = asyncio.ensure_future(self._murmur())
            self._look_after(LATE_AGAIN_SECONDS)
