"""The life of a call by SIP: it rings, the person decides, and talks."""

from __future__ import annotations

import asyncio

from apps.sandbox.numbers import SIP_REFUSALS
from apps.sandbox.sip import talks, tones
from apps.sandbox.sip.call import Call

# A carrier gives up on a phone that nobody takes, and on a line on which nothing comes any more.
PATIENCE_SECONDS, SILENCE_SECONDS = 180.0, 30.0
# Who lets it ring before they refuse; the carrier itself refuses the others at once.
RINGS_FIRST = ("declined", "away", "unwanted", "blocked")
# Where a number that has moved is now: nowhere (RFC 5737).
ELSEWHERE = ("Contact", "<sip:+12025550110@192.0.2.1>")


async def live(call: Call) -> None:
    """From dialling to the end; who cancels this has ended the call."""
    await call.open_line()
    await _decide(call)
    if call.answered_at is not None:
        await call.hang_up(why=await _conversation(call))


async def _decide(call: Call) -> None:
    """Ring as the number says, and answer or refuse."""
    behaviour = call.person.behaviour
    if behaviour == "never_rings":
        await asyncio.sleep(PATIENCE_SECONDS)
    elif behaviour not in SIP_REFUSALS or behaviour in RINGS_FIRST:
        await _ring(call)
    if behaviour in ("no_answer", "never_rings"):
        call.refuse(480, outcome="no-answer", why="nobody answered")
    elif behaviour in SIP_REFUSALS:
        status, outcome = SIP_REFUSALS[behaviour]
        call.refuse(status, outcome=outcome, why="refused", headers=(ELSEWHERE,) if status == 302 else ())
    else:
        call.answer()


async def _ring(call: Call) -> None:
    person = call.person
    if person.behaviour == "early_media":
        call.ring_aloud()
        call.handset.say(tones.RINGBACK)
    else:
        call.ring()
    match person.behaviour:
        case "crosses":
            await call.was_cancelled.wait()
        case "no_answer":
            await asyncio.sleep(PATIENCE_SECONDS)
        case _:
            await asyncio.sleep(call.world.people.ring_seconds(person))
    call.handset.stop_saying()


async def _conversation(call: Call) -> str:
    """Why it is over."""
    talk_ms = call.person.talk_ms
    talking = asyncio.create_task(talks.talk(call))
    silent = asyncio.create_task(_until_silent(call))
    seconds = None if talk_ms is None else talk_ms / 1000
    try:
        await asyncio.wait((talking, silent), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        return "nothing was heard any more" if silent.done() else "callee hung up"
    finally:
        talking.cancel()
        silent.cancel()


async def _until_silent(call: Call) -> None:
    while call.handset.arrivals.seconds_silent < SILENCE_SECONDS:
        if call.handset.is_held:
            call.handset.arrivals.begin()
        await asyncio.sleep(1)
