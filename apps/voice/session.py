"""One call: the pipeline put together, its audio carried both ways, and what is left when it ends."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import uuid4

from pipecat.frames.frames import Frame, TTSSpeakFrame

from . import keypad, sentences
from .ahead import Ahead
from .detecting import Beep
from .engines.base import Engines
from .minutes import Minutes
from .phrases import Phrases
from .pipeline import standing
from .pipeline.brain import TELLING_SECONDS, Brain, Heard
from .pipeline.ear import Ear
from .pipeline.frames import LineAudio, LineBegins, LineEnds
from .pipeline.listening import Listening
from .pipeline.mouth import Mouth, Spoken, Way
from .pipeline.speaking import Speaking
from .policy.moves import Expects, Line
from .policy.port import Policy
from .policy.reading import Machine
from .reading.base import Reader
from .recorder import Recorder
from .talk import Talk
from .transcript import Said
from .voice import Perform, Voice
from .watch import Watch
from .wires.base import Digit, Event, Marked, Media


def _unnoticed(family: str, place: int, reason: str) -> None:
    """Where nobody wants to know."""


@dataclass(frozen=True)
class Means:
    """What a call works with, beside its own brief."""

    engines: Engines
    phrases: Phrases
    reader: Reader
    perform: Perform
    # What is said where a reply is late.
    filler: str = "One moment."
    # Told of each engine that fails: its family, its place in the order, and why.
    troubled: Callable[[str, int, str], None] = _unnoticed


class Session:
    """Runs from the stream's start to its end. `way` leads to the carrier, `hang_up` closes the stream."""

    def __init__(self, dialogue: Policy, means: Means, way: Way, *, hang_up: Callable[[], Awaitable[None]]) -> None:
        self._means = means
        self._began_at = time.monotonic()
        self._way = way
        self.recorder = Recorder()
        self._dialogue, self._ahead = dialogue, Ahead(means.reader)
        self._brain = Brain(on_turn=self._heard, on_pause=self._paused)
        self._ear = Ear(on_speech=self._speech)
        recorded = Way(media=self._media, mark=way.mark, clear=self._clear)
        self._mouth = Mouth(recorded, on_begun=self._begun, on_heard=self._finished)
        self._listening = Listening(
            means.engines.hearings(), on_failed=self._failed, on_trouble=partial(means.troubled, "hearing")
        )
        self._speaking = Speaking(
            means.engines.speeches(), on_failed=self._failed, on_trouble=partial(means.troubled, "speech")
        )
        self._worker = standing.worker([self._ear, self._listening, self._brain, self._speaking, self._mouth])
        self._talk = Talk(dialogue, self._ahead, self._voice(means, hang_up), began_at=self._began_at)
        self._watch = Watch(is_owed=self._is_late, murmur=self._murmur)
        self._runner = standing.runner()
        self._standing = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._keeping: asyncio.Future[None] | None = None
        self._failing: asyncio.Future[None] | None = None
        self._keypad = keypad.Keypad(
            is_number_wanted=lambda: keypad.is_number_wanted(dialogue.context()), on_keys=self._keyed
        )
        self._keying: asyncio.Future[None] | None = None
        self._beep = Beep()
        self._beeping: asyncio.Future[None] | None = None

    def wav(self) -> bytes:
        """What both sides heard, once it is over."""
        return self.recorder.wav()

    @property
    def minutes(self) -> Minutes:
        """What was said so far."""
        return self._talk.minutes

    async def met(self, machine: Machine, *, by: str, is_recording: bool) -> None:
        """Somebody who listened says that no person has picked up."""
        await self._talk.met(machine, by=by, is_recording=is_recording)

    async def start(self) -> None:
        """Greet: what was rendered while it rang is on its way before the pipeline stands."""
        self._mouth.start()
        self._worker.add_event_handler("on_pipeline_started", self._stands)
        self._running = asyncio.create_task(self._run())
        await self._talk.begin()

    async def take(self, event: Event) -> None:
        """What the carrier says."""
        match event:
            case Media():
                await self.hear(event.ulaw)
            case Marked():
                self.played(event.name)
            case Digit():
                self._keypad.pressed(event.digit)

    async def hear(self, ulaw: bytes) -> None:
        self.recorder.lead_said(ulaw)
        if self._beep.heard(ulaw):
            self._beeping = asyncio.ensure_future(self.met(Machine.VOICEMAIL, by="a tone", is_recording=True))
        if self._standing.is_set():
            await self._ear.hear(ulaw)

    def played(self, line_id: str) -> None:
        """The carrier has played the sentence."""
        self._mouth.heard(line_id)

    async def time_is_up(self) -> None:
        """The script's time for a call is over: say goodbye."""
        await self._talk.time_is_up()

    async def stop(self) -> None:
        """The stream is gone. What they said or pressed last is taken before anything is let go."""
        self._watch.close()
        self._keypad.close()
        self._talk.gone(self._mouth.close())
        await self._ear.end()
        await self._brain.hear_out()
        if self._keying:
            await asyncio.wait([self._keying], timeout=TELLING_SECONDS)
        await self._talk.close()
        self._ahead.close()
        self._brain.close()
        await self._worker.cancel()
        if self._running:
            await asyncio.wait([self._running], timeout=2)

    def _voice(self, means: Means, hang_up: Callable[[], Awaitable[None]]) -> Voice:
        return Voice(
            say=self._say,
            hush=self._hush,
            is_speaking=lambda: self._mouth.is_speaking,
            is_lead_speaking=lambda: self._brain.is_lead_speaking,
            expect=self._expect,
            perform=means.perform,
            hang_up=hang_up,
        )

    def _expect(self, expects: Expects, hint: str) -> None:
        self._brain.expect(expects)
        self._listening.expected = hint

    async def _say(self, lines: Sequence[Line]) -> None:
        texts = [(text, line.is_fixed) for line in lines for text in sentences.of(line.text)]
        said = [(Spoken(uuid4().hex, text), is_fixed) for text, is_fixed in texts]
        self._mouth.will_say(line for line, _ in said)
        for line, is_fixed in said:
            await self._say_sentence(line, is_fixed=is_fixed)

    async def _say_sentence(self, line: Spoken, *, is_fixed: bool) -> None:
        pcm = await self._rendered(line.text)
        keep_as = self._means.engines.voice if is_fixed and pcm is None else ""
        if pcm is None:
            await self._standing.wait()
        spoken = LineAudio(pcm) if pcm else TTSSpeakFrame(line.text)
        for frame in (LineBegins(line.line_id, line.text, keep_as), spoken, LineEnds(line.line_id)):
            # It may have been cut off before it was given on.
            if self._mouth.is_wanted(line.line_id):
                await self._pass_on(frame)

    async def _rendered(self, text: str) -> bytes | None:
        """From before, in whichever of the call's voices."""
        for voice in self._means.engines.voices:
            if pcm := await self._means.phrases.get(voice, text):
                return pcm
        return None

    async def _pass_on(self, frame: Frame) -> None:
        if self._standing.is_set():
            await self._brain.push_frame(frame)
        else:
            self._mouth.take(frame)

    async def _run(self) -> None:
        await self._runner.add_workers(self._worker)
        await self._runner.run()

    async def _stands(self, *_: object) -> None:
        self._standing.set()

    async def _hush(self) -> Sequence[Spoken]:
        self.recorder.agent_stopped(at_ms=self._ms(time.monotonic()))
        cut = await self._mouth.stop()
        await self._brain.broadcast_interruption()  # type: ignore[no-untyped-call]  # pipecat's
        return cut

    def _keyed(self, keys: str) -> None:
        self._keying = asyncio.ensure_future(self._talk.keyed(keys))

    def _failed(self) -> None:
        self._failing = asyncio.ensure_future(self._talk.engine_failed())

    def _is_late(self) -> bool:
        is_owed = self._brain.is_lead_speaking or self._talk.is_thinking or self._speaking.is_busy
        return is_owed and not self._mouth.is_speaking

    async def _murmur(self) -> None:
        if (pcm := await self._rendered(self._means.filler)) and self._is_late():
            self._mouth.murmur(self._means.filler, pcm)

    def _speech(self, is_speech: bool) -> None:
        self._watch.lead_spoke(is_speech)
        if is_speech:
            self._talk.lead_spoke()

    async def _heard(self, heard: Heard) -> None:
        await self._talk.heard(heard)

    def _paused(self, said: str, likely: str) -> None:
        self._ahead.begin(said, self._dialogue.context(), likely=likely)

    async def _media(self, ulaw: bytes) -> None:
        self.recorder.agent_says(ulaw, at_ms=self._ms(self._mouth.next_at))
        await self._way.media(ulaw)

    async def _clear(self) -> None:
        await self._way.clear()

    def _begun(self, line: Spoken) -> None:
        if line.is_filler:
            at = round(self._ms(line.began_at))
            self.minutes.turns.append(Said(True, line.text, at, at + round(line.ms)))
        else:
            self._talk.begun(line)

    def _finished(self, line: Spoken) -> None:
        if line.keep_as and line.is_whole:
            keeping = self._means.phrases.keep(line.keep_as, line.text, bytes(line.pcm))
            self._keeping = asyncio.ensure_future(keeping)
        self._talk.finished(line)

    def _ms(self, at: float) -> float:
        return max(0.0, (at - self._began_at) * 1000)
