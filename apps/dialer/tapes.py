"""The recordings of the process: made beside the talk, told to LeadHub until it has heard, kept until it has them."""

import asyncio
import contextlib
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import structlog

from apps.integrations.wire.dialer import Lack

from . import slip, wav
from .deck import Deck
from .moment import now
from .news import Mail, Untold
from .reel import Reel
from .slip import Slip
from .trunks import sooner

log = structlog.get_logger(__name__)

# What LeadHub has not fetched and deleted by then it never will.
KEPT_SECONDS = 30 * 86_400.0
_TIDY_EVERY_SECONDS = 3_600.0
_LOOK_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 300.0

# Hears what the lead said since the last time, and everybody else.
type Tap = Callable[[bytes, bytes], None]


@dataclass
class _Pending:
    """A recording that LeadHub is to hear of."""

    slip: Slip
    pause_seconds: float = 0.2
    due_at: float = 0.0

    def later(self, *, at: float) -> None:
        self.due_at = at + self.pause_seconds
        self.pause_seconds = min(2 * self.pause_seconds, _LONGEST_PAUSE_SECONDS)


class Tapes:
    """`folder` is this process's alone, as the journal beside it is. One thread does all that may wait for the disk."""

    def __init__(self, folder: Path, mail: Mail) -> None:
        self._folder, self._mail = folder, mail
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="tapes")
        self._running: set[str] = set()
        self._pending: dict[str, _Pending] = {}
        self._ending: set[asyncio.Task[None]] = set()
        self._news = asyncio.Event()
        self._tidied_at = float("-inf")

    @contextlib.contextmanager
    def recording(self, url: str, *, call_id: str) -> Iterator[Tap]:
        """What is said meanwhile is kept, and told to `url` afterwards; without one nothing is."""
        if not url:
            yield deaf
            return
        of = _fresh(url, call_id=call_id)
        deck = Deck(Reel(self._folder, of), self._thread)
        self._running.add(of.id)
        try:
            yield deck.take
        finally:
            task = asyncio.ensure_future(self._ended(deck))
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)

    def not_made(self, url: str, why: Lack, *, call_id: str) -> None:
        """What was to be recorded is not."""
        self._to_tell(_fresh(url, call_id=call_id).ended(audio_bytes=0, lack=why))

    async def audio(self, tape_id: str) -> Path | None:
        """The file of a recording that is over; None where there is none."""
        path = slip.audio_of(self._folder, tape_id)
        if tape_id in self._running or not await asyncio.to_thread(path.is_file):
            return None
        return path

    async def delete(self, tape_id: str) -> bool:
        """Whether there was one, and it was over."""
        if tape_id in self._running:
            return False
        self._pending.pop(tape_id, None)
        return await self._on_the_thread(lambda: slip.forget(self._folder, tape_id))

    async def for_ever(self) -> None:
        """Tell LeadHub of what is over, of what a crash left as well, and throw away what nobody came for."""
        for each in await self._on_the_thread(lambda: list(_left_in(self._folder))):
            self._pending[each.id] = _Pending(each)
        while True:
            self._news.clear()
            try:
                await self._tell_and_tidy(at=time.monotonic())
            except OSError as error:
                log.error("dialer.tapes_failed", code=error.errno)
            await sooner(self._news, seconds=_LOOK_SECONDS)

    async def close(self) -> None:
        """What runs is ended, and on disk; who was not told of it is told by the next process."""
        await asyncio.gather(*self._ending, return_exceptions=True)
        self._thread.shutdown(wait=False)

    async def _ended(self, deck: Deck) -> None:
        over = await deck.end()
        self._running.discard(over.id)
        self._to_tell(over)

    def _to_tell(self, over: Slip) -> None:
        self._pending[over.id] = _Pending(over)
        self._news.set()

    async def _tell_and_tidy(self, *, at: float) -> None:
        await asyncio.gather(*(self._tell(each) for each in list(self._pending.values()) if each.due_at <= at))
        if at - self._tidied_at > _TIDY_EVERY_SECONDS:
            self._tidied_at = at
            # By the machine's clock, as the files are: the demo's may be moved.
            oldest = time.time() - KEPT_SECONDS
            for tape_id in await self._on_the_thread(lambda: slip.forget_old(self._folder, before=oldest)):
                log.warning("dialer.tape_of_nobody")
                self._pending.pop(tape_id, None)

    async def _tell(self, pending: _Pending) -> None:
        """Who is refused is asked again, too: a wrong secret must lose nothing."""
        of = pending.slip
        try:
            is_heard = await self._mail.tell_of_tape(of.url, of.told())
        except Untold:
            is_heard = False
        if not is_heard:
            pending.later(at=time.monotonic())
            return
        self._pending.pop(of.id, None)
        await self._on_the_thread(lambda: slip.throw_away(self._folder, of))

    async def _on_the_thread[Found](self, work: Callable[[], Found]) -> Found:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def _fresh(url: str, *, call_id: str) -> Slip:
    return Slip(id=uuid4().hex, call_id=call_id, url=url, began_at=now())


def deaf(lead: bytes, ours: bytes) -> None:
    """Nothing is recorded."""


def _left_in(folder: Path) -> Iterator[Slip]:
    """What LeadHub has not heard of; what was running is made whole up to where it broke off."""
    for each in slip.all_in(folder):
        if each.is_over:
            yield each
            continue
        log.warning("dialer.tape_of_a_crash", call_id=each.call_id)
        try:
            over = each.ended(audio_bytes=_mended(slip.audio_of(folder, each.id)), lack=Lack.DIALER_STOPPED)
            slip.save(folder, over)
        except OSError as error:
            # The next process finds it again.
            log.error("dialer.tape_failed", call_id=each.call_id, code=error.errno)
        else:
            yield over


def _mended(path: Path) -> int:
    try:
        file = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return 0
    try:
        return wav.mend(file)
    finally:
        os.close(file)
