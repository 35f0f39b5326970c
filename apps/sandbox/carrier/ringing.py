"""The life of a leg: it rings, the person decides, somebody hangs up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol

from apps.sandbox.carrier.calls import Call
from apps.sandbox.world import World

SETUP_SECONDS = 0.05
IMPATIENCE_SECONDS = 0.3
NOBODY_HOME_SECONDS = 12.0
# How Twilio reports what the far end said: 486 and 603 as busy, 404 as failed (from memory; no page says so).
REFUSALS = {
    "busy": ("busy", 486),
    "unavailable": ("failed", 404),
    "declined": ("busy", 603),
    "unwanted": ("busy", 607),
    "blocked": ("failed", 608),
}
UNRUNG = ("busy", "unavailable", "blocked")


class Leg(Protocol):
    """What rings, whoever carries it."""

    world: World
    to: str
    answered_at: datetime | None

    @property
    def ring_timeout_seconds(self) -> float: ...

    def initiate(self) -> None: ...

    def start_ringing(self) -> None: ...

    def answer(self) -> None: ...

    def end(self, status: str, *, sip_code: int) -> None: ...


type Talk = Callable[[Call], Awaitable[None]]


async def live(call: Call, talk: Talk) -> None:
    """From dialling to the end; who cancels this ends the call."""
    if await is_answered(call):
        await talk(call)
        call.end("completed", sip_code=200)


async def is_answered(call: Leg) -> bool:
    """Ring until somebody, or a machine, answers; false once the call has ended instead."""
    person = call.world.people.at(call.to)
    call.initiate()
    await asyncio.sleep(SETUP_SECONDS)
    if person.behaviour not in UNRUNG:
        call.start_ringing()
        if not await _has_patience(call):
            call.end("no-answer", sip_code=487)
            return False
    if person.behaviour in REFUSALS:
        status, sip_code = REFUSALS[person.behaviour]
        call.end(status, sip_code=sip_code)
        return False
    call.answer()
    return True


def hang_up(call: Leg) -> None:
    """Ours to end: canceled if nobody had answered, else completed."""
    if call.answered_at is None:
        call.end("canceled", sip_code=487)
    else:
        call.end("completed", sip_code=200)


async def _has_patience(call: Leg) -> bool:
    """Ring as long as they take; false if the caller's time-out comes first or nobody is there."""
    person, people = call.world.people.at(call.to), call.world.people
    ring_seconds = people.ring_seconds(person)
    if person.behaviour == "no_answer":
        is_set = person.ring_ms is not None or people.ring_ms is not None
        ring_seconds = ring_seconds if is_set else NOBODY_HOME_SECONDS
    await asyncio.sleep(min(ring_seconds, call.ring_timeout_seconds))
    return person.behaviour != "no_answer" and ring_seconds <= call.ring_timeout_seconds
