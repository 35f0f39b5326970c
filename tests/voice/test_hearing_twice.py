"""A reply that is heard twice: what was expected helps an answer, and never stands in the way of anything else."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest
from pipecat.frames.frames import Frame
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.stt_service import STTService
from pipecat.utils.time import time_now_iso8601

from apps.scripts import samples
from apps.scripts.document import Question
from apps.voice.engines import scripted
from apps.voice.engines.scripted import Engines, Pace
from apps.voice.pipeline.frames import Expected, Written
from apps.voice.pipeline.turns import Turns
from apps.voice.policy.moves import Expects
from apps.voice.policy.reading import Intent, Reading
from apps.voice.reading import hints, rules, twice
from apps.voice.reading.context import Context

from .scripted import Scripted
from .test_session import GREETING, QUESTION, Call, after

SCRIPT = samples.load("mortgage")
PURPOSE, AMOUNT, *_ = SCRIPT.questions
PLAIN, LIKELY = "Earth I dance.", "Refinance."


def asked(question: Question) -> Context:
    return Context(asking=question, questions=SCRIPT.questions, facts=SCRIPT.facts, objections=SCRIPT.objections)


def read(said: str, likely: str, *, question: Question = PURPOSE) -> Reading:
    return twice.read(said, likely, asked(question), by=rules.read)


def values(reading: Reading) -> list[object]:
    return [value.value for value in reading.values]


def test_an_answer_that_only_the_expecting_ear_heard_is_taken_and_doubted() -> None:
    reading = read(PLAIN, LIKELY)

    assert values(reading) == ["refinance"]
    # Below what sends a lead away, or changes an earlier answer (policy/taking.py).
    assert 0.5 <= reading.values[0].confidence < 0.8
    assert reading.said == LIKELY


def test_what_both_ears_heard_is_not_doubted() -> None:
    assert read("Refinancing.", LIKELY) == rules.read("Refinancing.", asked(PURPOSE))


def test_of_two_answers_the_expected_one_counts() -> None:
    assert values(read("600 grants.", "600 grand.", question=AMOUNT)) == [600_000]


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("Stop calling me.", Intent.OPT_OUT),
        ("Wrong number.", Intent.WRONG_PERSON),
        ("Are you a robot?", Intent.IS_ROBOT),
        ("Can you repeat that?", Intent.REPEAT),
        ("I don't know.", Intent.UNSURE),
    ],
)
def test_what_is_no_answer_stays_what_it_is(said: str, intent: Intent) -> None:
    reading = read(said, LIKELY)

    assert intent in reading.intents
    assert values(reading) == []
    assert reading.said == said


def test_an_opt_out_that_only_the_expecting_ear_heard_is_none() -> None:
    assert Intent.OPT_OUT not in read("Buying a home.", "Stop calling me.").intents


def test_where_nothing_was_asked_nothing_is_expected() -> None:
    context = replace(asked(PURPOSE), asking=None)

    assert hints.of(context) == ""
    assert twice.read(PLAIN, LIKELY, context, by=rules.read) == rules.read(PLAIN, context)


def test_a_hint_is_the_question_and_answers_to_it() -> None:
    hint = hints.of(asked(PURPOSE))

    assert hint.startswith(PURPOSE.ask)
    assert "refinance, refinancing, refi" in hint


@pytest.mark.parametrize("name", samples.names())
def test_every_hint_fits_the_engine(name: str) -> None:
    script = samples.load(name)

    longest = max(len(hints.of(Context(asking=question))) for question in script.questions)

    assert 0 < longest <= 600


def test_a_stretch_that_was_heard_once_is_in_both_hearings() -> None:
    turns = Turns(Expects.DETAIL)
    for text, likely in (("or finance", "refinance"), ("I think", "")):
        turns.began()
        turns.stopped(at=1_000)
        turns.written(text, likely=likely)

    assert turns.taken() == ("or finance I think", "refinance I think")


class TwiceHearing(scripted.Hearing):
    """Hears one thing, and another where it expects that question."""

    def __init__(self) -> None:
        super().__init__(Pace(0.02, 0.02), (PLAIN,))
        self._expected = ""

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        if isinstance(frame, Expected):
            self._expected = frame.words
        await super().process_frame(frame, direction)

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
        yield Written(PLAIN, "", time_now_iso8601(), likely=LIKELY if PURPOSE.ask in self._expected else "")


class TwiceEngines(Engines):
    def hearing(self) -> STTService:
        return TwiceHearing()


class Asking(Scripted):
    """Asks what the script's first question is."""

    def context(self) -> Context:
        return asked(PURPOSE)


def test_a_call_tells_its_ear_what_it_asked_and_believes_the_answer() -> None:
    call = Call(GREETING, QUESTION, engines=TwiceEngines(Pace(0.02, 0.02)))
    call.policy = Asking(call.policy.moves)

    async def live() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(call.live(until=LIKELY))
            group.create_task(after(1.5, call.line))

    asyncio.run(live())

    assert [said.text for said in call.session.minutes.turns if not said.is_agent] == [LIKELY]
