"""One call whose carrier hears and speaks itself: words both ways, and an estimate of when ours have been heard."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from uuid import uuid4

import structlog

from . import keypad, sentences
from .minutes import Minutes
from .pipeline.brain import TELLING_SECONDS, Heard
from .pipeline.mouth import Spoken
from .policy.moves import Expects, Line
from .policy.port import Policy
from .policy.reading import Machine
from .reading.base import Reader
from .talk import Talk
from .voice import Perform, Voice
from .wires.base import Digit, Event, Interrupted, Prompted, Troubled

log = structlog.get_logger(__name__)

# The carrier does not say when it has said something.
LETTERS_A_SECOND = 15.0
# A part of a sentence, and then nothing: they have given up.
PARTIAL_SECONDS = 6.0

# The next words, whether they are the last of what is said in one go, and whether they may be cut off.
Words = Callable[[str, bool, bool], Awaitable[None]]


class Relay:
    """In place of a `Session`; there is no audio, and so no recording."""

    def __init__(
        self,
        dialogue: Policy,
        reader: Reader,
        perform: Perform,
        words: Words,
        *,
        hang_up: Callable[[], Awaitable[None]],
    ) -> None:
        self._words, self._hang_up = words, hang_up
        self._talk = Talk(dialogue, reader, self._voice(perform))
        # In their order, each with what will tell that it is begun and that it is over.
        self._unheard: list[tuple[Spoken, tuple[asyncio.TimerHandle, ...]]] = []
        self._keypad = keypad.Keypad(
            is_number_wanted=lambda: keypad.is_number_wanted(dialogue.context()),
            on_keys=lambda keys: self._spawn(self._talk.keyed(keys)),
        )
        self._said_until = 0.0
        self._partial: asyncio.TimerHandle | None = None
        self._so_far = ""
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def minutes(self) -> Minutes:
        """What was said so far."""
        return self._talk.minutes

    async def met(self, machine: Machine, *, by: str, is_recording: bool) -> None:
        """Somebody who listened says that no person has picked up."""
        await self._talk.met(machine, by=by, is_recording=is_recording)

    def wav(self) -> bytes:
        """None of it was ours to hear."""
        return b""

    async def start(self) -> None:
        await self._talk.begin()

    async def take(self, event: Event) -> None:
        """What the carrier says."""
        match event:
            case Prompted(is_last=True):
                self._lead_is_done()
                self._spawn(self._talk.heard(_heard(event.text)))
            case Prompted():
                self._so_far = event.text
                self._lead_goes_on()
            case Interrupted():
                # Before what they said: the carrier tells it in this order.
                await self._talk.cut_off(event.heard)
            case Digit():
                self._keypad.pressed(event.digit)
            case Troubled():
                log.warning("relay.troubled", code=event.code)

    async def time_is_up(self) -> None:
        """The script's time for a call is over: say goodbye."""
        await self._talk.time_is_up()

    async def stop(self) -> None:
        """The stream is gone. What they said or pressed last is taken before anything is let go."""
        self._keypad.close()
        self._talk.gone(await self._hush())
        if self._partial:
            self._lead_is_done()
            self._spawn(self._talk.heard(_heard(self._so_far)))
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=TELLING_SECONDS)
        await self._talk.close()
        for task in self._tasks:
            task.cancel()

    def _voice(self, perform: Perform) -> Voice:
        return Voice(
            say=self._say,
            hush=self._hush,
            is_speaking=lambda: bool(self._unheard),
            is_lead_speaking=lambda: self._partial is not None,
            expect=_nothing_to_wait_for,
            perform=perform,
            hang_up=self._hang_up,
            is_carriers=True,
        )

    async def _say(self, lines: Sequence[Line]) -> None:
        texts = [text for line in lines for text in sentences.of(line.text)]
        for place, text in enumerate(texts, start=1):
            is_last = place == len(texts)
            self._estimate(text)
            await self._words(text if is_last else f"{text} ", is_last, self._talk.is_interruptible)

    def _estimate(self, text: str) -> None:
        now, seconds = time.monotonic(), len(text) / LETTERS_A_SECOND
        begins_at = max(now, self._said_until)
        line = Spoken(uuid4().hex, text, began_at=begins_at, ends_at=begins_at + seconds, ms=seconds * 1000)
        self._said_until = line.ends_at
        loop = asyncio.get_running_loop()
        begins = loop.call_later(begins_at - now, self._talk.begun, line)
        ends = loop.call_later(line.ends_at - now, self._ended, line)
        self._unheard.append((line, (begins, ends)))

    def _ended(self, line: Spoken) -> None:
        self._unheard = [each for each in self._unheard if each[0] is not line]
        self._talk.finished(line)

    async def _hush(self) -> Sequence[Spoken]:
        """The carrier has stopped by itself; what it has not said is not coming any more."""
        cut, self._unheard, self._said_until = self._unheard, [], time.monotonic()
        for _, timers in cut:
            for timer in timers:
                timer.cancel()
        return [line for line, _ in cut]

    def _lead_goes_on(self) -> None:
        self._lead_is_done()
        self._talk.lead_goes_on()
        self._partial = asyncio.get_running_loop().call_later(PARTIAL_SECONDS, self._gave_up)

    def _lead_is_done(self) -> None:
        if self._partial:
            self._partial.cancel()
        self._partial = None

    def _gave_up(self) -> None:
        self._partial = None
        self._spawn(self._talk.heard(_heard("")))

    def _spawn(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _heard(text: str) -> Heard:
    """When they began is an estimate; what the carrier took to understand them is not ours to know."""
    now = time.monotonic()
    return Heard(text.strip(), now - len(text) / LETTERS_A_SECOND, now, now, now)


def _nothing_to_wait_for(expects: Expects, hint: str) -> None:
    """When a turn is over the carrier decides."""
