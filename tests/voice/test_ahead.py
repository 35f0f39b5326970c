"""A model that is asked before the turn is certainly over: used where nothing is added, else thrown away."""

import asyncio
from dataclasses import dataclass, field

import pytest

from apps.voice.ahead import Ahead
from apps.voice.engines.scripted import Engines, Pace
from apps.voice.pipeline.turns import Turns
from apps.voice.policy.moves import Expects, Move
from apps.voice.policy.moves import Line as Words
from apps.voice.policy.reading import Reading
from apps.voice.reading.context import Context

from .test_session import Call, after

NUMBER, LATER = Context(expects=Expects.DETAIL), Context(wants_when=True)
SECONDS = 0.2


@dataclass
class Model:
    """A reader that takes its time and counts what it is asked."""

    seconds: float = 0.01
    asked: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)

    async def read(self, said: str, context: Context, *, likely: str = "") -> Reading:
        self.asked.append(said)
        await asyncio.sleep(self.seconds)
        self.answered.append(said)
        if said == "broken":
            raise ConnectionError
        return Reading(said=said)


def turn(model: Model, *paused: str, said: str, context: Context = NUMBER) -> Reading:
    """A turn that might have been over after each of the pauses."""

    async def read() -> Reading:
        ahead = Ahead(model)
        for words in paused:
            ahead.begin(words, NUMBER, likely="")
            await asyncio.sleep(0)
        return await ahead.read(said, context)

    return asyncio.run(read())


def test_what_was_begun_in_the_pause_is_the_reading() -> None:
    model = Model()

    assert turn(model, "fifteen", said="fifteen").said == "fifteen"
    assert model.asked == ["fifteen"]


def test_who_goes_on_is_read_anew_and_the_first_reading_is_let_go() -> None:
    model = Model()

    assert turn(model, "my bill is", said="my bill is two hundred").said == "my bill is two hundred"
    assert model.asked == ["my bill is", "my bill is two hundred"]
    assert model.answered == ["my bill is two hundred"]


def test_a_turn_of_many_pauses_costs_one_request_more() -> None:
    model = Model()

    turn(model, "my", "my bill", "my bill is", said="my bill is two hundred")

    assert model.asked == ["my", "my bill is two hundred"]


def test_the_same_words_at_another_moment_are_another_reply() -> None:
    model = Model()

    turn(model, "at five", said="at five", context=LATER)

    assert model.asked == ["at five", "at five"]


def test_each_turn_may_begin_ahead() -> None:
    model = Model()

    async def two_turns() -> None:
        ahead = Ahead(model)
        for words in ("one", "two"):
            ahead.begin(words, NUMBER, likely="")
            await ahead.read(words, NUMBER)

    asyncio.run(two_turns())

    assert model.asked == ["one", "two"]


def test_a_failure_of_what_is_used_is_told_and_of_what_is_not_is_none() -> None:
    assert turn(Model(), "broken", said="broken down").said == "broken down"
    with pytest.raises(ConnectionError):
        turn(Model(), "broken", said="broken")


def test_a_turn_may_be_over_once_all_of_it_is_in_writing() -> None:
    turns = Turns(Expects.DETAIL)
    turns.began()
    turns.stopped(at=1_000)
    before = turns.may_be_over(at=1_100)
    turns.written("around fifteen")

    assert (before, turns.may_be_over(at=1_100), turns.so_far()[0]) == (False, True, "around fifteen")
    assert not turns.may_be_over(at=1_500)
    turns.began()
    assert not turns.may_be_over(at=1_200)


def test_in_a_call_the_model_thinks_while_the_pause_lasts() -> None:
    question = Move((Words("How large is it?"),), Expects.DETAIL)
    model = Model(seconds=SECONDS)
    call = Call(question, engines=Engines(Pace(0.02, 0.02), heard=("Fifteen.",)), reader=model)

    async def live() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(call.live(until="never"))
            group.create_task(after(1.5, call.line))

    asyncio.run(live())

    replies = [said.timings for said in call.session.minutes.turns if said.timings]
    # Without it the whole of the model's time would be waited for.
    assert replies[0]["thinking"] < SECONDS * 1000
    assert model.asked == ["Fifteen."]
