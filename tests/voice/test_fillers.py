"""A word that fills a silence is none of the talk's own: nothing waits for it, and nothing is forgotten for it."""

import asyncio

from apps.voice.engines import scripted
from apps.voice.engines.scripted import Engines, Pace
from apps.voice.phrases import Phrases

from .test_session import GREETING, LONG, QUESTION, YES_SURE, Call, after, hurry

__all__ = ["hurry"]

FILLER = "One moment."


def called(*heard: str) -> Call:
    """A call whose ears take so long that a long filler is said meanwhile."""
    phrases = Phrases(None)
    asyncio.run(phrases.keep("scripted", FILLER, scripted.tone(3.0)))
    return Call(GREETING, QUESTION, engines=Engines(Pace(2.0, 0.02), heard=heard), phrases=phrases)


async def filled(call: Call) -> None:
    """As soon as the lead hears the filler."""
    while FILLER not in [turn.text for turn in call.session.minutes.turns]:
        await asyncio.sleep(0.01)


def test_after_a_cough_and_a_filler_they_are_asked_whether_they_are_there() -> None:
    call = called("")

    async def live() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(call.live(until="silent"))
            group.create_task(after(2.8, call.line))

    asyncio.run(live())

    assert call.policy.calls == ["begin", "silent"]


def test_who_speaks_into_a_filler_has_not_heard_what_they_cut_off_before() -> None:
    call = called("Yes.", "Sure.")

    async def live() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(call.live(until="Yes. Sure."))
            await after(0.7, call.line)
            await filled(call)
            call.line.say(YES_SURE)

    asyncio.run(live())

    reply = call.policy.calls[1]
    assert isinstance(reply, tuple)
    assert reply[0] == "Yes. Sure."
    assert LONG.startswith(str(reply[1]))
