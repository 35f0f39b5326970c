"""What is said into our own words: judged by what had been heard of them, however early it comes."""

import asyncio

import pytest

from apps.voice import talk
from apps.voice.engines.scripted import Engines, Pace
from apps.voice.policy.moves import Expects, Line, Move, Result, Tool, ToolDone
from apps.voice.reading.rules import RulesReader
from apps.voice.relay import Relay
from apps.voice.wires.base import Prompted

from .scripted import Scripted
from .test_session import QUESTION, Call, after, hurry

__all__ = ["hurry"]

SENTENCES = ("Hello, this is Alex from Acme Solar.", "I am an AI assistant.", "May we record this call for training?")
GREETING = Move(tuple(map(Line, SENTENCES)), Expects.YES_NO)


def called(monkeypatch: pytest.MonkeyPatch, greeting: Move, *, says: str, until: str) -> Call:
    """A call in which that is said while we have only begun to greet."""
    monkeypatch.setattr(talk, "HELLO_SECONDS", 2.0)
    call = Call(greeting, QUESTION, engines=Engines(Pace(0.02, 0.02), heard=(says,)))

    async def live() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(call.live(until=until))
            group.create_task(after(0.3, call.line))

    asyncio.run(live())
    return call


async def told(prompt: str) -> Scripted:
    """What the policy hears where the carrier speaks on, and tells of no interruption."""
    policy = Scripted([GREETING, QUESTION])
    relay = Relay(policy, RulesReader(), _nothing, _unheard, hang_up=_stays)
    await relay.start()
    await relay.take(Prompted(prompt))
    async with asyncio.timeout(5):
        while len(policy.calls) < 2:
            await asyncio.sleep(0.01)
    await relay.stop()
    return policy


async def _nothing(tool: Tool) -> Result:
    return ToolDone()


async def _unheard(words: str, is_last: bool, is_interruptible: bool) -> None:
    """There is nobody at the other end."""


async def _stays() -> None:
    """Nobody hangs up."""


@pytest.mark.parametrize("says", ["Hello?", "Yes?"])
def test_who_picks_up_gets_all_of_the_greeting_and_has_answered_nothing(
    monkeypatch: pytest.MonkeyPatch, says: str
) -> None:
    call = called(monkeypatch, GREETING, says=says, until="silent")

    assert call.policy.calls[:2] == ["begin", "silent"]
    assert tuple(turn.text for turn in call.session.minutes.turns if turn.is_agent)[:3] == SENTENCES
    assert not call.line.cleared_at


def test_anything_else_is_judged_by_what_was_heard_by_then(monkeypatch: pytest.MonkeyPatch) -> None:
    call = called(monkeypatch, GREETING, says="Who is this?", until="Who is this?")

    reply = call.policy.calls[1]
    assert isinstance(reply, tuple)
    assert 0 < len(str(reply[1])) < len(" ".join(SENTENCES[:2]))
    assert call.line.cleared_at


def test_what_must_be_heard_is_spoken_on(monkeypatch: pytest.MonkeyPatch) -> None:
    must = Move(GREETING.lines, Expects.YES_NO, is_interruptible=False)

    call = called(monkeypatch, must, says="Who is this?", until="Who is this?")

    assert call.policy.calls[1] == ("Who is this?", None)
    assert not call.line.cleared_at


def test_where_the_carrier_speaks_on_its_question_counts_as_unheard() -> None:
    policy = asyncio.run(told("Yes, you may."))

    assert policy.calls == ["begin", ("Yes, you may.", " ".join(SENTENCES[:2]))]
