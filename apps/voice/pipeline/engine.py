"""One engine with a life of its own inside a pipeline that goes on without it."""

import asyncio
from collections.abc import Awaitable, Callable

from pipecat.frames.frames import CancelFrame, Frame, StartFrame
from pipecat.pipeline.pipeline import Pipeline, PipelineSink, PipelineSource
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor, FrameProcessorSetup

_CLEANUP_SECONDS = 1.0

Told = Callable[["Engine", Frame], Awaitable[None]]


class Engine:
    """A service of pipecat's. What it gives goes to `on_frame`, what it complains of to `on_error`."""

    def __init__(self, service: FrameProcessor, *, on_frame: Told, on_error: Told) -> None:
        self._on_frame, self._on_error = on_frame, on_error
        self._pipeline = Pipeline([service], source=PipelineSource(self._up), sink=PipelineSink(self._down))
        self._opening: asyncio.Task[None] | None = None

    def open(self, setup: FrameProcessorSetup, start: asyncio.Future[StartFrame]) -> None:
        """Connect, while the call goes on; frames that it is given meanwhile wait in it."""
        self._opening = asyncio.create_task(self._open(setup, start))

    async def give(self, frame: Frame) -> None:
        await self._pipeline.queue_frame(frame)

    async def close(self) -> None:
        """Let go of connections and tasks, however it is stuck."""
        if self._opening:
            self._opening.cancel()
        try:
            async with asyncio.timeout(_CLEANUP_SECONDS):
                await self.give(CancelFrame())
                await self._pipeline.cleanup()  # type: ignore[no-untyped-call]  # pipecat's
        except TimeoutError:
            return

    async def _open(self, setup: FrameProcessorSetup, start: asyncio.Future[StartFrame]) -> None:
        await self._pipeline.setup(setup)
        await self.give(await asyncio.shield(start))

    async def _up(self, frame: Frame, direction: FrameDirection) -> None:
        await self._on_error(self, frame)

    async def _down(self, frame: Frame, direction: FrameDirection) -> None:
        await self._on_frame(self, frame)
