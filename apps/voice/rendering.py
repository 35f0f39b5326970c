"""Speech before it is needed: the greeting while the phone rings, and the script's own sentences."""

import asyncio
from collections.abc import Sequence

from pipecat.frames.frames import Frame, TTSAudioRawFrame, TTSSpeakFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.workers.runner import WorkerRunner

from . import audio
from .engines.base import Engines
from .phrases import Phrases
from .pipeline.frames import LineBegins, LineEnds

SECONDS_A_SENTENCE = 5.0


class _Collector(FrameProcessor):
    """Keeps the audio of one sentence after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.whole: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue()
        self._text, self._pcm = "", bytearray()

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        match frame:
            case LineBegins():
                self._text, self._pcm = frame.text, bytearray()
            case TTSAudioRawFrame():
                self._pcm += frame.audio
            case LineEnds():
                self.whole.put_nowait((self._text, bytes(self._pcm)))
        await self.push_frame(frame, direction)


async def render(texts: Sequence[str], engines: Engines, phrases: Phrases) -> None:
    """Have the audio of each sentence kept, in their order; what fails is rendered in the call."""
    missing = [text for text in dict.fromkeys(texts) if await phrases.get(engines.voice, text) is None]
    if not missing:
        return
    collector = _Collector()
    worker = PipelineWorker(
        Pipeline([engines.speech(), collector]),
        params=PipelineParams(audio_in_sample_rate=audio.RATE, audio_out_sample_rate=audio.RATE),
        enable_rtvi=False,
        enable_turn_tracking=False,
        idle_timeout_secs=None,
        check_dangling_tasks=False,
    )
    runner = WorkerRunner(handle_sigint=False, check_dangling_tasks=False)
    await runner.add_workers(worker)
    running = asyncio.create_task(runner.run())
    try:
        await _rendered(missing, worker, collector, phrases, voice=engines.voice)
    finally:
        await worker.cancel()
        await asyncio.wait([running], timeout=2)


async def _rendered(
    texts: Sequence[str], worker: PipelineWorker, collector: _Collector, phrases: Phrases, *, voice: str
) -> None:
    for text in texts:
        await worker.queue_frames([LineBegins("", text), TTSSpeakFrame(text), LineEnds("")])
        try:
            async with asyncio.timeout(SECONDS_A_SENTENCE):
                said, pcm = await collector.whole.get()
        except TimeoutError:
            return
        if pcm:
            await phrases.keep(voice, said, pcm)
