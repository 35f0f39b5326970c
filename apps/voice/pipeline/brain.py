"""Knows when the lead has finished a turn: speech and words in, whole turns out."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from pipecat.frames.frames import (
    Frame,
    TranscriptionFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from apps.voice.policy.moves import Expects

from .frames import HeardAnew, Written
from .turns import Turns
from .vad import START_SECONDS, STOP_SECONDS

# Who has hung up in the middle of a word is waited for so long: until it is in writing, and until it was taken.
LAST_WORDS_SECONDS, TELLING_SECONDS = 1.5, 3.0


@dataclass(frozen=True)
class Heard:
    """A turn of the lead; `text` is "" where it was noise. Times are monotonic seconds.

    Speech began and ended, all of it was in writing, and the turn was known to be over. `likely` is the same turn as
    who expects an answer to our question hears it; "" where nobody listened that way.
    """

    text: str
    began_at: float
    ended_at: float
    written_at: float
    over_at: float
    likely: str = ""


def _unheeded(said: str, likely: str) -> None:
    """Where nobody begins before it is certain."""


class Brain(FrameProcessor):
    """Between the two engines; what it hears goes no further.

    `on_pause` gets the words, plain and likely, of a turn that may be over, or go on.
    """

    def __init__(
        self, *, on_turn: Callable[[Heard], Awaitable[None]], on_pause: Callable[[str, str], None] = _unheeded
    ) -> None:
        super().__init__()
        self._on_turn, self._on_pause = on_turn, on_pause
        self._turns = Turns()
        self._began_at = self._written_at = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._telling: asyncio.Task[None] | None = None
        self._is_quiet = asyncio.Event()
        self._is_quiet.set()

    @property
    def is_lead_speaking(self) -> bool:
        """Whether a turn of the lead is under way, pauses in it included."""
        return self._turns.is_speaking or self._turns.stopped_at is not None

    def expect(self, expects: Expects) -> None:
        """What the next turn will be like."""
        self._turns.expects = expects

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        match frame:
            case VADUserStartedSpeakingFrame():
                self._began()
            case VADUserStoppedSpeakingFrame():
                self._turns.stopped(at=_now_ms())
                self._wait()
            case TranscriptionFrame():
                self._written_at = time.monotonic()
                self._turns.written(frame.text, likely=frame.likely if isinstance(frame, Written) else "")
                if self._turns.may_be_over(at=_now_ms()):
                    self._on_pause(*self._turns.so_far())
                self._wait()
            case HeardAnew():
                self._turns.heard_anew(at=_now_ms())
                self._wait()
            case _:
                await self.push_frame(frame, direction)

    async def hear_out(self) -> None:
        """The lead is gone: their last turn is over once it is in writing, or as far as it is by then; it is told."""
        self.expect(Expects.NOTHING)
        self._wait()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._is_quiet.wait(), LAST_WORDS_SECONDS)
        if self.is_lead_speaking:
            self._tell()
        if self._telling:
            await asyncio.wait([self._telling], timeout=TELLING_SECONDS)

    def close(self) -> None:
        if self._timer:
            self._timer.cancel()
        if self._telling:
            self._telling.cancel()

    def _began(self) -> None:
        if not self.is_lead_speaking:
            self._began_at = time.monotonic() - START_SECONDS
        self._is_quiet.clear()
        self._turns.began()
        self._wait()

    def _wait(self) -> None:
        """Look again when the turn would be over."""
        if self._timer:
            self._timer.cancel()
        if (over_at := self._turns.over_at()) is not None:
            delay = max(0.0, over_at - _now_ms()) / 1000
            self._timer = asyncio.get_running_loop().call_later(delay, self._look)

    def _look(self) -> None:
        # The loop's timers may be early by a clock's grain.
        if not self._turns.is_over(at=_now_ms() + 1):
            self._wait()
            return
        self._tell()

    def _tell(self) -> None:
        ended_at = (self._turns.stopped_at or 0.0) / 1000 - STOP_SECONDS
        text, likely = self._turns.taken()
        heard = Heard(text, self._began_at, ended_at, self._written_at, time.monotonic(), likely)
        self._telling = asyncio.ensure_future(self._on_turn(heard))
        self._is_quiet.set()


def _now_ms() -> float:
    return time.monotonic() * 1000
