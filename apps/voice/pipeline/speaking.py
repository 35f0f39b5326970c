"""Speech that outlives its engine: a sentence that is not heard, or not to its end, is said by the next one."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pipecat.frames.frames import Frame, InterruptionFrame, TTSAudioRawFrame, TTSSpeakFrame

from .frames import LineAudio, LineBegins, LineEnds
from .standby import Make, Standby, Troubled, nobody


@dataclass
class _Sentence:
    begins: LineBegins
    frames: list[Frame] = field(default_factory=list)
    is_heard: bool = False

    @property
    def is_silent(self) -> bool:
        """It should have been spoken, and nothing came."""
        return not self.is_heard and any(isinstance(frame, TTSSpeakFrame) for frame in self.frames)

    @property
    def ahead(self) -> list[LineAudio]:
        """What of it was rendered ahead, and is still to be heard."""
        return [] if self.is_heard else [frame for frame in self.frames if isinstance(frame, LineAudio)]


class Speaking(Standby):
    """Sentences in, in frames of their own kind; the same with audio out, each once and in order."""

    # Of a sentence's first audio, and between any two pieces of it.
    patience_seconds, last_patience_seconds = 1.2, 2.5

    def __init__(self, makes: Sequence[Make], *, on_failed: Callable[[], None], on_trouble: Troubled = nobody) -> None:
        super().__init__(makes, on_failed=on_failed, on_trouble=on_trouble)
        self._sentences: deque[_Sentence] = deque()

    @property
    def is_busy(self) -> bool:
        return bool(self._sentences)

    async def _take(self, frame: Frame) -> None:
        match frame:
            case InterruptionFrame():
                self._sentences.clear()
                self._wait_no_longer()
                await self.push_frame(frame)
            case LineBegins() | LineAudio() | TTSSpeakFrame() | LineEnds() if self._is_gone:
                # What was rendered ahead can still be heard.
                if not isinstance(frame, TTSSpeakFrame):
                    await self.push_frame(frame)
                return
            case LineBegins():
                self._begin(frame)
            case LineAudio() | TTSSpeakFrame() | LineEnds():
                if self._sentences:
                    self._sentences[-1].frames.append(frame)
            case _:
                await self.push_frame(frame)
                return
        await self._give(frame)
        if self._due is None:
            self._wait()

    async def _took(self, frame: Frame) -> None:
        match frame:
            case LineBegins():
                await self.push_frame(frame)
            case TTSAudioRawFrame() | LineAudio() if self._sentences:
                self._sentences[0].is_heard = True
                self._wait()
                await self.push_frame(frame)
            case LineEnds():
                await self._end(frame)

    async def _again(self) -> None:
        for sentence in list(self._sentences):
            # Its audio is not the first voice's, under whose name it would be kept.
            sentence.begins.keep_as, sentence.is_heard = "", False
            for frame in (sentence.begins, *sentence.frames):
                await self._give(frame)

    async def _give_up(self) -> None:
        """Each sentence ends all the same, for its end is waited for; what was rendered ahead is heard first."""
        while self._sentences:
            sentence = self._sentences.popleft()
            # Begun anew, so that the half of it that may have come is not kept as the whole.
            sentence.begins.keep_as = ""
            await self.push_frame(sentence.begins)
            for frame in sentence.ahead:
                await self.push_frame(frame)
            await self.push_frame(LineEnds(sentence.begins.line_id))

    def _begin(self, frame: LineBegins) -> None:
        if self._is_spare:
            frame.keep_as = ""
        self._sentences.append(_Sentence(frame))

    async def _end(self, frame: LineEnds) -> None:
        # Of a sentence that was cut off meanwhile: nobody waits for it any more.
        if not self._sentences or self._sentences[0].begins.line_id != frame.line_id:
            return
        if self._sentences[0].is_silent:
            self._failed("silent")
            return
        self._sentences.popleft()
        self._wait()
        await self.push_frame(frame)
