"""Speech before it is needed: the greeting while the phone rings, and the script's own sentences."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from pipecat.frames.frames import Frame, TTSAudioRawFrame, TTSSpeakFrame
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.services.tts_service import TTSService

from .engines.base import Engines
from .phrases import LIFE_SECONDS, Phrases
from .pipeline import standing
from .pipeline.frames import LineBegins, LineEnds

SECONDS_A_SENTENCE = 5.0

Keep = Callable[[str, bytes], Awaitable[None]]


class _Collector(FrameProcessor):
    """Keeps the audio of one sentence after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.whole: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue()
        self._text, self._pcm = "", bytearray()
        self._is_broken = False

    async def complained(self, *_: object) -> None:
        """The voice has failed: what there is of the sentence may be half of it."""
        self._is_broken = True

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        match frame:
            case LineBegins():
                self._text, self._pcm, self._is_broken = frame.text, bytearray(), False
            case TTSAudioRawFrame():
                self._pcm += frame.audio
            case LineEnds():
                self.whole.put_nowait((self._text, b"" if self._is_broken else bytes(self._pcm)))
        await self.push_frame(frame, direction)


async def render(texts: Sequence[str], engines: Engines, phrases: Phrases, *, seconds: int = LIFE_SECONDS) -> None:
    """Have the audio of each sentence kept so long, in their order; what all voices fail at is rendered in the call."""
    missing = list(dict.fromkeys(texts))
    for voice, make in zip(engines.voices, engines.speeches(), strict=True):
        missing = [text for text in missing if await phrases.get(voice, text) is None]
        if missing:
            await _render(missing, make, partial(phrases.keep, voice, seconds=seconds))
            missing = [text for text in missing if await phrases.get(voice, text) is None]


async def _render(texts: Sequence[str], make: Callable[[], TTSService], keep: Keep) -> None:
    collector = _Collector()
    worker = standing.worker([make(), collector])
    worker.add_event_handler("on_pipeline_error", collector.complained)
    runner = standing.runner()
    await runner.add_workers(worker)
    running = asyncio.create_task(runner.run())
    try:
        await _rendered(texts, worker, collector, keep)
    finally:
        await worker.cancel()
        await asyncio.wait([running], timeout=2)


async def _rendered(texts: Sequence[str], worker: PipelineWorker, collector: _Collector, keep: Keep) -> None:
    for text in texts:
        await worker.queue_frames([LineBegins("", text), TTSSpeakFrame(text), LineEnds("")])
        try:
            async with asyncio.timeout(SECONDS_A_SENTENCE):
                said, pcm = await collector.whole.get()
        except TimeoutError:
            return
        if pcm:
            await keep(said, pcm)
