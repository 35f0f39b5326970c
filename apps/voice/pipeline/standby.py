"""Engines of one kind in a call: the first works; where it fails, the next gets the same work and stays.

Pipecat's own `ServiceSwitcher` moves on only from a service that says itself that it is finished: it notices no stall,
and what the old one had been given is lost.
"""

import asyncio
from abc import abstractmethod
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

import structlog
from pipecat.frames.frames import CancelFrame, EndFrame, ErrorFrame, Frame, StartFrame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor, FrameProcessorSetup

from .engine import Engine

log = structlog.get_logger(__name__)

Make = Callable[[], FrameProcessor]
# Which of the makes had trouble, and why.
Troubled = Callable[[int, str], None]


def nobody(place: int, reason: str) -> None:
    """Where nobody wants to know."""


class Standby(FrameProcessor):
    """In the place of a service. `on_failed` is called once, when there is no engine left."""

    # Until the engine at work is taken to be stuck; who has no successor is given more time.
    patience_seconds, last_patience_seconds = 0.8, 4.0

    def __init__(self, makes: Sequence[Make], *, on_failed: Callable[[], None], on_trouble: Troubled = nobody) -> None:
        super().__init__(enable_direct_mode=True)
        self._most, self._on_trouble = len(makes), on_trouble
        self._left = deque(makes)
        self._on_failed = on_failed
        self._at_work: Engine | None = None
        self._is_gone = self._is_spare = False
        self._start: asyncio.Future[StartFrame] = asyncio.get_running_loop().create_future()
        self._due: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def setup(self, setup: FrameProcessorSetup) -> None:  # type: ignore[override]  # as pipecat's own do
        await super().setup(setup)
        self._put_next_to_work()

    async def cleanup(self) -> None:
        await super().cleanup()  # type: ignore[no-untyped-call]  # pipecat's
        self._wait_no_longer()
        engine, self._at_work = self._at_work, None
        if engine:
            await engine.close()

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if direction is FrameDirection.UPSTREAM:
            await self.push_frame(frame, direction)
        elif isinstance(frame, StartFrame):
            # Nobody waits for an engine that is slow to connect.
            self._start.set_result(frame)
            await self.push_frame(frame)
        elif isinstance(frame, CancelFrame | EndFrame):
            self._wait_no_longer()
            await self._give(frame)
            await self.push_frame(frame)
        else:
            await self._take(frame)

    @property
    @abstractmethod
    def is_busy(self) -> bool:
        """Whether something is still to come of what was given."""

    @abstractmethod
    async def _take(self, frame: Frame) -> None:
        """A frame on its way down: noted, and given to the engine at work or passed by it."""

    @abstractmethod
    async def _took(self, frame: Frame) -> None:
        """What the engine at work has made."""

    @abstractmethod
    async def _again(self) -> None:
        """Give the next engine all that the last one has not finished."""

    @abstractmethod
    async def _give_up(self) -> None:
        """There is nobody left to finish it."""

    async def _give(self, frame: Frame) -> None:
        if self._at_work:
            await self._at_work.give(frame)

    def _wait(self) -> None:
        """From now on, as long as an engine may take; what it has made before is no merit."""
        self._wait_no_longer()
        if self._at_work and self.is_busy:
            seconds = self.patience_seconds if self._left else self.last_patience_seconds
            self._due = asyncio.get_running_loop().call_later(seconds, self._failed, "stalled")

    def _wait_no_longer(self) -> None:
        if self._due:
            self._due.cancel()
        self._due = None

    def _failed(self, reason: str) -> None:
        log.warning("engine.failed", kind=type(self).__name__.lower(), reason=reason, left=len(self._left))
        self._wait_no_longer()
        self._on_trouble(self._most - len(self._left) - 1, reason)
        engine, self._at_work = self._at_work, None
        # In a task of its own: it may be the failing engine's that told us, and that one is about to be cancelled.
        self._spawn(self._go_on())
        if engine:
            self._spawn(engine.close())

    async def _go_on(self) -> None:
        if not self._left:
            self._is_gone = True
            await self._give_up()
            self._on_failed()
            return
        self._is_spare = True
        self._put_next_to_work()
        await self._again()
        self._wait()

    def _put_next_to_work(self) -> None:
        self._at_work = Engine(self._left.popleft()(), on_frame=self._made, on_error=self._complained)
        self._at_work.open(self.processor_setup, self._start)

    async def _made(self, engine: Engine, frame: Frame) -> None:
        if engine is self._at_work and not isinstance(frame, StartFrame | CancelFrame | EndFrame):
            await self._took(frame)

    async def _complained(self, engine: Engine, frame: Frame) -> None:
        """Who is idle may mend it (a connection that is made anew), unless it says itself that it can't."""
        if engine is not self._at_work or not isinstance(frame, ErrorFrame):
            return
        is_finished = frame.processor is not None and not frame.processor.is_usable
        if self.is_busy or is_finished:
            self._failed(frame.category.value if frame.category else "error")

    def _spawn(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
