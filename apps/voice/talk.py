"""Carries a conversation out: what is heard goes to the policy, and its moves are said and done in their order."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from . import detecting, keypad, sentences
from .minutes import Minutes, timings
from .performing import TOOL_SECONDS, performed
from .pipeline.brain import Heard
from .pipeline.mouth import Spoken
from .policy.moves import End, Line, Move, OptOut, Tool, ToolFailed, TransferTo
from .policy.port import Policy
from .policy.reading import Intent, Machine, Reading
from .reading import hints
from .reading.base import Reader
from .utterance import Utterance
from .voice import Voice
from .voicemail import Voicemail

# After our last word; then we ask whether they are still there.
SILENCE_SECONDS = 6.0
# After the stream was opened.
HELLO_SECONDS = 1.2
# Nobody waits longer for a reading: then the policy is told that it failed.
THINKING_SECONDS = 2.5


@dataclass
class Talk:
    """One conversation. `began_at` is the monotonic second when the stream was opened."""

    dialogue: Policy
    reader: Reader
    voice: Voice
    began_at: float = field(default_factory=time.monotonic)
    minutes: Minutes = field(init=False)
    _is_interruptible: bool = True
    _last: End | TransferTo | None = None
    _ours: Utterance = field(default_factory=Utterance)
    # Sentences that were given and not heard to their end.
    _unfinished: int = 0
    _heard: Heard | None = None
    _read_at: float = 0.0
    _voicemail: Voicemail = field(default_factory=Voicemail)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _quiet: asyncio.TimerHandle | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _opting_out: asyncio.Task[None] | None = None
    # The lead has hung up: nobody hears us any more.
    _is_gone: bool = False

    def __post_init__(self) -> None:
        self.minutes = Minutes(self.began_at)

    async def begin(self) -> None:
        await self._next(self.dialogue.begin)

    def lead_spoke(self) -> None:
        """Speech has just begun: be silent, unless what is being said must be heard."""
        self._wait_no_longer()
        # "Hello?", as everybody says who picks up, is no wish to interrupt.
        if self._is_to_be_heard() and self._is_interruptible and not self._is_picking_up(time.monotonic()):
            self._spawn(self._interrupted())

    async def cut_off(self, heard: str) -> None:
        """The carrier has fallen silent for the lead: `heard` is what of our last words came out."""
        self._wait_no_longer()
        await self._interrupted()
        self._ours.came_to(heard)
        if not self._ours.cut:
            self.minutes.last_was_interrupted()

    def lead_goes_on(self) -> None:
        """They are still speaking: nobody asks whether they are there."""
        self._wait_no_longer()

    async def heard(self, heard: Heard) -> None:
        """A turn of the lead's is over."""
        async with self._turn:
            if not heard.text:
                await self._said_nothing()
                return
            self.minutes.lead_said(heard)
            self._heard = heard
            await self._answer(heard)

    def begun(self, line: Spoken) -> None:
        """The lead hears the first of a sentence now."""
        heard, self._heard = self._heard, None
        took = timings(heard, read_at=self._read_at, began_at=line.began_at) if heard else None
        self.minutes.begun(line, timings=took)

    def finished(self, line: Spoken) -> None:
        """The lead has heard the whole of it."""
        self.minutes.ended(line, until=line.ends_at, was_interrupted=False)
        self._unfinished = max(0, self._unfinished - 1)
        if not self._unfinished:
            self._spoken()

    async def met(self, machine: Machine, *, by: str, is_recording: bool) -> None:
        """Somebody who listened says that no person has picked up; `is_recording`: the tone has been."""
        if is_recording:
            self._voicemail.records()
        async with self._turn:
            await self._met(machine, by=by)

    async def keyed(self, keys: str) -> None:
        """The lead has pressed keys: taken as what they would have said. A key that means nothing changes nothing."""
        async with self._turn:
            reading = keypad.read(keys, self.dialogue.context())
            if reading is None:
                return
            self._wait_no_longer()
            now = time.monotonic()
            self.minutes.lead_said(Heard(reading.said, now, now, now, now))
            if self._is_to_be_heard():
                await self._interrupted()
            await self._do(self.dialogue.heard(reading, interrupted_at=self._ours.heard()))

    async def time_is_up(self) -> None:
        """Say goodbye now."""
        await self._next(self.dialogue.time_is_up)

    async def engine_failed(self) -> None:
        """Hearing or speech is gone for good: say so, if we still can, and end."""
        async with self._turn:
            # Already on our way out: the end comes once the goodbye was heard.
            if not (self._is_gone or self._last):
                await self._do(self.dialogue.engine_failed())

    @property
    def is_interruptible(self) -> bool:
        """Whether what is being said may be cut off."""
        return self._is_interruptible

    @property
    def is_thinking(self) -> bool:
        """Whether a reply is being read or begun."""
        return self._turn.locked()

    def gone(self, unheard: Sequence[Spoken]) -> None:
        """The lead has hung up: what they said last is still taken, and answered by nothing that is heard."""
        self._is_gone = True
        self._wait_no_longer()
        self._cut_off(unheard)

    async def close(self) -> None:
        """No more is done, but for an opt-out: that one is waited for."""
        self._wait_no_longer()
        for task in self._tasks:
            if task is not self._opting_out:
                task.cancel()
        if self._opting_out:
            await asyncio.wait([self._opting_out], timeout=TOOL_SECONDS)

    async def _interrupted(self) -> None:
        self._cut_off(await self.voice.hush())

    def _cut_off(self, cut: Sequence[Spoken]) -> None:
        now, self._unfinished = time.monotonic(), 0
        self._ours.cut_off(cut, at=now)
        for line in cut:
            if line.began_at:
                self.minutes.ended(line, until=min(now, line.ends_at), was_interrupted=True)

    async def _said_nothing(self) -> None:
        """A cough: go on where we were."""
        if cut := self._ours.taken():
            await self._say([Line(line.text) for line in cut])
        elif not self._unfinished:
            self._spoken()

    async def _answer(self, heard: Heard) -> None:
        try:
            async with asyncio.timeout(THINKING_SECONDS):
                reading = await self.reader.read(heard.text, self.dialogue.context(), likely=heard.likely)
        except TimeoutError:
            await self._do(self.dialogue.engine_failed())
            return
        self._read_at = time.monotonic()
        self.minutes.understood(reading.said)
        if self._unfinished:
            if self._wants_the_rest(heard, reading):
                self._heard = None
                return
            await self._spoken_into()
        if detecting.is_monologue(heard, reading, began_at=self.began_at):
            await self._met(Machine.VOICEMAIL, by="a long greeting")
            return
        move = self.dialogue.heard(reading, interrupted_at=self._ours.heard())
        self._notice(reading, move)
        await self._do(move)

    def _is_to_be_heard(self) -> bool:
        """Whether something of ours is still to be heard: a sentence, be it still in the making, or a filler."""
        return bool(self._unfinished) or self.voice.is_speaking()

    def _is_picking_up(self, at: float) -> bool:
        return at - self.began_at < HELLO_SECONDS

    def _wants_the_rest(self, heard: Heard, reading: Reading) -> bool:
        """ "Hello?" into our greeting wants no answer but the rest of it; nor does the "Yes?" of who picks up."""
        is_ours = self._is_interruptible and not self.voice.is_carriers
        is_pick_up = is_ours and self._is_picking_up(heard.began_at)
        return reading.is_only(Intent.GREETING, *([Intent.YES] if is_pick_up else []))

    async def _spoken_into(self) -> None:
        """They mean it: we are silent now; where that is not ours to do, what we ask at the end counts as unheard."""
        if self._is_interruptible and self.voice.is_carriers:
            self._ours.lost_its_question()
        elif self._is_interruptible:
            await self._interrupted()

    async def _met(self, machine: Machine, *, by: str) -> None:
        move = self.dialogue.met(machine)
        if not (move.lines or move.tool):
            return
        self.minutes.notice(machine, by=by, at=time.monotonic())
        await self.voice.hush()
        self._unfinished = 0
        self._ours.taken()
        await self._do(move)

    def _notice(self, reading: Reading, move: Move) -> None:
        """A machine that is known by its words."""
        if move.is_after_beep:
            self.minutes.notice(Machine.VOICEMAIL, by="its words", at=time.monotonic())
        elif Intent.SCREENING in reading.intents:
            self.minutes.notice(Machine.SCREENING, by="its words", at=time.monotonic())

    async def _next(self, decide: Callable[[], Move]) -> None:
        async with self._turn:
            await self._do(decide())

    async def _do(self, move: Move) -> None:
        if move.is_after_beep and move.lines:
            await self._voicemail.wait(is_speaking=self.voice.is_lead_speaking)
        self._is_interruptible = move.is_interruptible
        self.voice.expect(move.expects, hints.of(self.dialogue.context()))
        if isinstance(move.tool, End | TransferTo):
            self._last = move.tool
        elif isinstance(move.tool, OptOut):
            self._last, self._opting_out = None, self._spawn(self._use(move.tool))
        elif move.tool:
            self._spawn(self._use(move.tool))
        if move.lines:
            self._ours.begins(move.lines)
            await self._say(move.lines)
        elif not self._unfinished:
            # Else what is being said is heard first: `finished` tells.
            self._spoken()

    async def _say(self, lines: Sequence[Line]) -> None:
        self._unfinished += sum(len(sentences.of(line.text)) for line in lines)
        if not self._is_gone:
            await self.voice.say(lines)

    async def _use(self, tool: Tool) -> None:
        result = await performed(tool, by=self.voice.perform)
        async with self._turn:
            await self._do(self.dialogue.told(result, tool))

    def _spoken(self) -> None:
        """We have said all: hang up, or wait for the lead."""
        if self._is_gone:
            return
        if self._last:
            last, self._last = self._last, None
            self._spawn(self._finish(last))
        else:
            # Also where only a tool is waited for: it may be slow.
            self._wait_no_longer()
            self._quiet = asyncio.get_running_loop().call_later(SILENCE_SECONDS, self._too_quiet)

    async def _finish(self, last: End | TransferTo) -> None:
        result = await performed(last, by=self.voice.perform)
        if isinstance(last, TransferTo):
            async with self._turn:
                move = self.dialogue.told(result, last)
                if isinstance(result, ToolFailed):
                    await self._do(move)
                    return
        await self.voice.hang_up()

    def _too_quiet(self) -> None:
        if not (self._unfinished or self.voice.is_lead_speaking()):
            self._spawn(self._next(self.dialogue.silent))

    def _wait_no_longer(self) -> None:
        if self._quiet:
            self._quiet.cancel()

    def _spawn(self, work: Awaitable[None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
