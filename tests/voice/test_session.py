"""A whole call's audio, by engines that take as long as told: what the lead hears, and when."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from apps.voice import talk
from apps.voice.engines import base, scripted
from apps.voice.engines.scripted import Engines, Pace
from apps.voice.phrases import Phrases
from apps.voice.policy.moves import Disposition, End, Expects, Move, OptOut, Result, TakeNote, Tool, ToolDone
from apps.voice.policy.moves import Line as Words
from apps.voice.reading.base import Reader
from apps.voice.reading.rules import RulesReader
from apps.voice.session import Means, Session

from .line import Line
from .scripted import Scripted

LONG = "Hello, this is Alex from Acme Solar calling about your roof."
GREETING = Move((Words(LONG),), Expects.YES_NO)
THREE_SENTENCES = Move(
    (Words("Hello, this is Alex from Acme Solar."), Words("I am an AI assistant."), Words("Do you have two minutes?")),
    Expects.YES_NO,
)
QUESTION = Move((Words("How large is it?"),), Expects.YES_NO)
# "Yes, sure.", spoken by a voice of the speech server: what decides whether somebody speaks knows speech.
YES_SURE = Path(__file__).with_name("samples").joinpath("yes_sure.ulaw").read_bytes()
# No timing is judged here: what is waited for comes in any case, the figures are the benchmark's.
PATIENCE_SECONDS = 20


@pytest.fixture(autouse=True, scope="module")
def hurry() -> Iterator[None]:
    """They talk twice as fast, and wait a second for an answer."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scripted, "LETTERS_A_SECOND", 30)
        patch.setattr(talk, "SILENCE_SECONDS", 1.0)
        patch.setattr(talk, "HELLO_SECONDS", 0.0)
        yield


class Call:
    """One call with a policy of given moves."""

    def __init__(
        self,
        *moves: Move,
        engines: base.Engines | None = None,
        phrases: Phrases | None = None,
        reader: Reader | None = None,
    ) -> None:
        self.policy, self.line, self.tools = Scripted(moves), Line(), list[Tool]()
        self._means = Means(
            engines or Engines(Pace(0.02, 0.02)), phrases or Phrases(None), reader or RulesReader(), self._perform
        )

    def notices(self, troubled: Callable[[str, int, str], None]) -> None:
        """Tell of engines that fail in it."""
        self._means = replace(self._means, troubled=troubled)

    async def live(self, *, until: str) -> None:
        """Carry audio until the policy has been told of it, or hung up."""
        self.session = Session(self.policy, self._means, self.line.way(), hang_up=self.line.hang_up)
        await self.session.start()
        running = asyncio.create_task(self.line.run(self.session, seconds=PATIENCE_SECONDS))
        while not running.done() and until not in map(_name, self.policy.calls):
            await asyncio.sleep(0.01)
        self.line.is_hung_up = True
        await running
        await self.session.stop()

    async def _perform(self, tool: Tool) -> Result:
        self.tools.append(tool)
        return ToolDone()


def _name(call: object) -> str:
    return str(call[0] if isinstance(call, tuple) else call)


async def after(seconds: float, line: Line, speech: bytes = YES_SURE) -> None:
    await asyncio.sleep(seconds)
    line.say(speech)


async def into(line: Line) -> None:
    """Speak as soon as the agent does."""
    await line.hears()
    line.say(YES_SURE)


@pytest.fixture(scope="module")
def spoken() -> Call:
    """A call in which the lead answers once the greeting is over."""
    call = Call(GREETING, QUESTION)

    async def live() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(call.live(until="silent"))
            group.create_task(after(2.8, call.line))

    asyncio.run(live())
    return call


def test_it_greets_and_answers_what_it_hears(spoken: Call) -> None:
    assert spoken.policy.calls[:2] == ["begin", ("Yes.", None)]
    assert [(said.is_agent, said.text) for said in spoken.session.minutes.turns[:3]] == [
        (True, LONG),
        (False, "Yes."),
        (True, "How large is it?"),
    ]


def test_a_reply_says_where_its_time_went(spoken: Call) -> None:
    timings = spoken.session.minutes.turns[2].timings

    assert timings is not None
    assert set(timings) == {"stt", "endpointing", "thinking", "tts", "gap"}
    assert timings["gap"] >= timings["endpointing"] + timings["tts"]


def test_both_sides_are_recorded(spoken: Call) -> None:
    wav = spoken.session.recorder.wav()

    assert wav[:4] == b"RIFF"
    assert len(wav) > 4 * 8_000 * 5


def test_who_is_interrupted_is_silent_and_remembers_what_was_not_heard() -> None:
    call = Call(GREETING, QUESTION)

    async def live() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(call.live(until="Yes."))
            group.create_task(after(0.7, call.line))

    asyncio.run(live())

    assert call.line.cleared_at
    reply = call.policy.calls[1]
    assert isinstance(reply, tuple)
    name, heard = reply
    assert name == "Yes."
    assert 0 < len(str(heard)) < len(LONG)
    assert LONG.startswith(str(heard))
    assert call.session.minutes.turns[0].was_interrupted
    spoke_at = call.line.loud_ms(call.line.said)[0]
    heard_until = max(at for at in call.line.loud_ms(call.line.heard) if at < spoke_at + 2_000)
    # The whole of it would take two seconds.
    assert heard_until < 1_600


def test_sentences_that_are_still_being_made_count_as_unheard() -> None:
    slow = Engines(Pace(0.02, tts=1.0))
    call = Call(THREE_SENTENCES, QUESTION, engines=slow)

    async def live() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(call.live(until="Yes."))
            group.create_task(into(call.line))

    asyncio.run(live())

    reply = call.policy.calls[1]
    assert isinstance(reply, tuple)
    assert 0 < len(str(reply[1])) < len("Hello, this is Alex from Acme Solar.")


def test_after_a_cough_what_was_still_being_made_is_said_too() -> None:
    slow = Engines(Pace(0.02, tts=1.0), heard=("",))
    call = Call(THREE_SENTENCES, engines=slow)

    async def live() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(call.live(until="silent"))
            group.create_task(into(call.line))

    asyncio.run(live())

    first, second, third = (line.text for line in THREE_SENTENCES.lines)
    assert [said.text for said in call.session.minutes.turns] == [first, first, second, third]


def test_what_must_be_heard_is_not_interrupted() -> None:
    call = Call(Move(GREETING.lines, Expects.YES_NO, is_interruptible=False), QUESTION)

    async def live() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(call.live(until="Yes."))
            group.create_task(after(0.7, call.line))

    asyncio.run(live())

    assert not call.line.cleared_at


def test_after_a_cough_it_goes_on_where_it_was() -> None:
    call = Call(GREETING, engines=Engines(Pace(0.02, 0.02), heard=("",)))

    async def live() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(call.live(until="silent"))
            group.create_task(after(0.7, call.line))

    asyncio.run(live())

    assert [said.text for said in call.session.minutes.turns] == [LONG, LONG]
    assert call.policy.calls[1] == "silent"


def test_a_tool_runs_beside_the_words_and_its_result_goes_on() -> None:
    call = Call(Move(GREETING.lines, Expects.NOTHING, TakeNote("asks for a ladder")), QUESTION)

    asyncio.run(call.live(until="silent"))

    assert call.tools[0] == TakeNote("asks for a ladder")
    assert call.policy.calls[:2] == ["begin", ToolDone()]


def test_it_hangs_up_once_the_goodbye_was_heard() -> None:
    call = Call(Move((Words("Goodbye, and thank you."),), Expects.NOTHING, End(Disposition.QUALIFIED)))

    asyncio.run(call.live(until="never"))

    assert call.tools == [End(Disposition.QUALIFIED)]
    said = call.line.loud_ms(call.line.heard)
    assert said[-1] - said[0] > 500


def test_a_goodbye_is_heard_although_its_tool_is_done_at_once() -> None:
    goodbye = Move((Words("Understood. You won't hear from us again. Goodbye."),), Expects.NOTHING, OptOut("stop"))
    call = Call(goodbye, Move((), Expects.NOTHING, End(Disposition.OPTED_OUT)))

    asyncio.run(call.live(until="never"))

    assert call.tools == [OptOut("stop"), End(Disposition.OPTED_OUT)]
    said = call.line.loud_ms(call.line.heard)
    assert said[-1] - said[0] > 1_000


def test_a_fixed_line_is_rendered_once() -> None:
    phrases = Phrases(None)
    fixed = Move((Words("Goodbye, and thank you.", is_fixed=True),), Expects.NOTHING, End(Disposition.QUALIFIED))
    first, slow = Call(fixed, phrases=phrases), Engines(Pace(tts=3.0))
    asyncio.run(first.live(until="never"))
    second = Call(fixed, phrases=phrases, engines=slow)

    asyncio.run(second.live(until="never"))

    assert second.line.loud_ms(second.line.heard)[0] < 1_500
