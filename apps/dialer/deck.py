"""One recording while it runs: takes what both sides say without ever waiting; a thread writes it."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Executor

from apps.integrations.wire.dialer import Lack

from .reel import Reel
from .slip import Slip
from .tape import Side, Tape

# So many seconds may wait for a disk that is slow; what is beyond them is not kept in memory.
MOST_WAITING = 30


class Deck:
    """`take` is called all the time, also where nothing came: then it is silence that is recorded."""

    def __init__(self, reel: Reel, thread: Executor, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._reel, self._thread, self._clock = reel, thread, clock
        self._loop = asyncio.get_running_loop()
        self._tape = Tape(began=clock())
        self._waiting, self._is_behind = 0, False
        self._do(reel.begin)

    def take(self, lead: bytes, ours: bytes) -> None:
        """What the lead said since the last time, and everybody else."""
        if self._is_over:
            return
        at = self._clock()
        if lead:
            self._tape.add(Side.LEAD, lead, at=at)
        if ours:
            self._tape.add(Side.OURS, ours, at=at)
        if audio := self._tape.cut(at=at):
            self._write(audio)

    async def end(self) -> Slip:
        """Once the disk has all of it."""
        if not self._is_over:
            self._write(self._tape.rest(at=self._clock()))
        lack = Lack.DISK_SLOW if self._is_behind else None
        return await self._loop.run_in_executor(self._thread, lambda: self._reel.end(lack))

    @property
    def _is_over(self) -> bool:
        """Whether the disk takes no more of it."""
        return self._is_behind or self._reel.lack is not None

    def _write(self, audio: bytes) -> None:
        if self._waiting >= MOST_WAITING:
            self._is_behind = True
        else:
            self._do(lambda: self._reel.write(audio))

    def _do(self, work: Callable[[], None]) -> None:
        self._waiting += 1
        self._loop.run_in_executor(self._thread, work).add_done_callback(self._done)

    def _done(self, work: asyncio.Future[None]) -> None:
        self._waiting -= 1
