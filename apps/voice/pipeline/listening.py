"""Hearing that outlives its engine: whatever of the lead's speech has no words yet is given to the next one."""

from collections import deque
from collections.abc import Callable, Sequence

from pipecat.frames.frames import (
    Frame,
    InputAudioRawFrame,
    TranscriptionFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)

from .frames import Expected, HeardAnew
from .standby import Make, Standby, Troubled, nobody

# A word begins before we know that it is one: a second of what was heard before goes with it.
_FRAMES_BEFORE = 17


class Listening(Standby):
    """Speech began, audio and speech ended in; the same and one `TranscriptionFrame` a stretch out."""

    def __init__(self, makes: Sequence[Make], *, on_failed: Callable[[], None], on_trouble: Troubled = nobody) -> None:
        super().__init__(makes, on_failed=on_failed, on_trouble=on_trouble)
        self._lately: deque[Frame] = deque(maxlen=_FRAMES_BEFORE)
        self._stretch: list[Frame] | None = None
        self._unwritten: deque[list[Frame]] = deque()
        # The question, and answers to it: for engines that hear better what they expect.
        self.expected = ""

    @property
    def is_busy(self) -> bool:
        return bool(self._unwritten)

    async def _take(self, frame: Frame) -> None:
        match frame:
            case InputAudioRawFrame():
                (self._lately if self._stretch is None else self._stretch).append(frame)
            case VADUserStartedSpeakingFrame():
                self._stretch = [*self._lately, frame]
                self._lately.clear()
                await self.push_frame(frame)
            case VADUserStoppedSpeakingFrame():
                expected = Expected(self.expected)
                self._ended(expected, frame)
                await self.push_frame(frame)
                await self._give(expected)
            case _:
                await self.push_frame(frame)
                return
        await self._give(frame)

    async def _took(self, frame: Frame) -> None:
        if isinstance(frame, TranscriptionFrame):
            if self._unwritten:
                self._unwritten.popleft()
            self._wait()
            await self.push_frame(frame)

    async def _again(self) -> None:
        await self.push_frame(HeardAnew())
        for stretch in (*self._unwritten, self._stretch or self._lately):
            for frame in list(stretch):
                await self._give(frame)

    async def _give_up(self) -> None:
        self._unwritten.clear()

    def _ended(self, *frames: Frame) -> None:
        if self._stretch is None or self._is_gone:
            self._stretch = None
            return
        self._unwritten.append([*self._stretch, *frames])
        self._stretch = None
        if self._due is None:
            self._wait()
