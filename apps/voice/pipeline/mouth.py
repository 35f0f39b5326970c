"""Speaks to the lead: audio out just ahead of its time, what was heard of it, and silence at once when they speak."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

from pipecat.frames.frames import CancelFrame, EndFrame, Frame, TTSAudioRawFrame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from apps.voice import audio

from .frames import LineAudio, LineBegins, LineEnds

# So much audio waits at the carrier: a loop that is late for as long is not heard.
AHEAD_MS = 240.0
CHUNK_MS = 80.0
_CHUNK_BYTES = int(CHUNK_MS) * audio.ULAW_BYTES_A_MS


@dataclass
class Spoken:
    """One sentence on its way to the lead; times are monotonic seconds, `ms` is how long it takes to say."""

    line_id: str
    text: str
    keep_as: str = ""
    began_at: float = 0.0
    ends_at: float = 0.0
    ms: float = 0.0
    is_whole: bool = False
    # Said beside the conversation, to fill a silence.
    is_filler: bool = False
    pcm: bytearray = field(default_factory=bytearray)


@dataclass(frozen=True)
class Way:
    """The way to the carrier: µ-law to be heard, a mark behind it, and "drop what was not heard yet"."""

    media: Callable[[bytes], Awaitable[None]]
    mark: Callable[[str], Awaitable[None]]
    clear: Callable[[], Awaitable[None]]


class Mouth(FrameProcessor):
    """The last of the pipeline. `on_heard` is told of each sentence once the lead has heard it."""

    def __init__(self, way: Way, *, on_begun: Callable[[Spoken], None], on_heard: Callable[[Spoken], None]) -> None:
        super().__init__()
        self._way = way
        self._on_begun = on_begun
        self._on_heard = on_heard
        self._queue: deque[tuple[Spoken, bytes]] = deque()
        self._unheard: dict[str, Spoken] = {}
        self._line: Spoken | None = None
        self._played_until = 0.0
        self._more = asyncio.Event()
        self._sender: asyncio.Task[None] | None = None

    @property
    def is_speaking(self) -> bool:
        """Whether the lead hears us, or is about to."""
        return bool(self._queue) or time.monotonic() < self._played_until

    @property
    def next_at(self) -> float:
        """When the lead will hear what is sent next: monotonic seconds."""
        return max(time.monotonic(), self._played_until)

    def will_say(self, lines: Iterable[Spoken]) -> None:
        """Sentences that are on their way here: until they were heard, they count as unheard."""
        self._unheard.update((line.line_id, line) for line in lines)

    def is_wanted(self, line_id: str) -> bool:
        """Whether the sentence is still to be heard: it was not cut off."""
        return line_id in self._unheard

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        self.take(frame)
        await self.push_frame(frame, direction)

    def take(self, frame: Frame) -> None:
        """What is to be said, or no more; also before the pipeline stands, for a greeting waits for nothing."""
        match frame:
            case LineBegins():
                self._begin_line(frame)
            case LineAudio():
                self._say(frame.pcm)
            case TTSAudioRawFrame():
                self._say(frame.audio)
            case LineEnds():
                self._end_line()
            case CancelFrame() | EndFrame():
                self._hush()

    def start(self) -> None:
        self._sender = asyncio.create_task(self._send_for_ever())

    async def stop(self) -> list[Spoken]:
        """Be silent now; returns what the lead has not heard to its end, in order."""
        cut = self._hush()
        await self._way.clear()
        return cut

    def murmur(self, text: str, pcm: bytes) -> None:
        """Fill a silence: now, whatever sentence is being waited for."""
        self._queue_audio(Spoken("", text, ms=audio.ms_of_pcm(pcm), is_filler=True), pcm)

    def heard(self, line_id: str) -> None:
        """The carrier has played it."""
        if line := self._unheard.pop(line_id, None):
            self._on_heard(line)

    def close(self) -> list[Spoken]:
        """Nobody listens any more; returns what was not heard to its end, in order."""
        if self._sender:
            self._sender.cancel()
        return self._hush()

    def _hush(self) -> list[Spoken]:
        cut = list(self._unheard.values())
        self._queue.clear()
        self._unheard.clear()
        self._line, self._played_until = None, 0.0
        return cut

    def _begin_line(self, frame: LineBegins) -> None:
        # What was cut off on its way here is no longer to be said.
        self._line = None
        if self.is_wanted(frame.line_id):
            self._line = self._unheard[frame.line_id] = Spoken(frame.line_id, frame.text, frame.keep_as)

    def _say(self, pcm: bytes) -> None:
        # Audio of a sentence that was cut off may still come.
        if (line := self._line) is None:
            return
        line.ms += audio.ms_of_pcm(pcm)
        if line.keep_as:
            line.pcm += pcm
        self._queue_audio(line, pcm)

    def _queue_audio(self, line: Spoken, pcm: bytes) -> None:
        ulaw = audio.to_ulaw(pcm)
        for start in range(0, len(ulaw), _CHUNK_BYTES):
            self._queue.append((line, ulaw[start : start + _CHUNK_BYTES]))
        self._more.set()

    def _end_line(self) -> None:
        if line := self._line:
            line.is_whole = True
            self._queue.append((line, b""))
            self._more.set()
        self._line = None

    async def _send_for_ever(self) -> None:
        while True:
            while self._queue:
                await self._send(*self._queue.popleft())
            self._more.clear()
            await self._more.wait()

    async def _send(self, line: Spoken, ulaw: bytes) -> None:
        if not ulaw:
            await self._way.mark(line.line_id)
            return
        now = time.monotonic()
        begins_at = max(now, self._played_until)
        if not line.began_at:
            line.began_at = begins_at
            self._on_begun(line)
        await self._way.media(ulaw)
        self._played_until = line.ends_at = begins_at + len(ulaw) / audio.ULAW_BYTES_A_MS / 1000
        await asyncio.sleep(self._played_until - time.monotonic() - AHEAD_MS / 1000)
