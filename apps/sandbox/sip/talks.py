"""What happens on an answered call by SIP, as the number decides; it is over when the person hangs up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from apps.sandbox.callee.hearing import Listener
from apps.sandbox.callee.person import Person
from apps.sandbox.sip import tones
from apps.sandbox.sip.call import Call
from apps.sandbox.sip.transactions import Unanswered
from apps.voice import audio

IMPATIENCE_SECONDS, A_WHILE_SECONDS = 0.3, 0.5

type Talk = Callable[[Call], Awaitable[None]]


async def talk(call: Call) -> None:
    """Until the person hangs up, or for ever."""
    await TALKS.get(call.person.behaviour, _converse)(call)


async def _converse(call: Call) -> None:
    """As they are. Without a speech server a machine hums, and everybody else says what they hear."""
    person = Person(call.world, call.to)
    if not person.can_speak and call.person.behaviour == "voicemail":
        call.handset.say(tones.GREETING)
    elif not person.can_speak:
        call.handset.echo()
    call.handset.on_frame = person.frame
    call.report = person.report
    await person.live(call.handset)


async def _echo(call: Call) -> None:
    call.handset.echo()
    await call.handset.live()


async def _drone(call: Call) -> None:
    while True:
        call.handset.say(tones.STEADY)
        await asyncio.sleep(len(tones.STEADY) / audio.RATE)


async def _hang_up_soon(call: Call) -> None:
    """In the middle of a word."""
    call.handset.say(tones.STEADY)
    await asyncio.sleep(IMPATIENCE_SECONDS)


async def _fall_silent(call: Call) -> None:
    """The line dies, and nobody says so."""
    call.handset.echo()
    await asyncio.sleep(A_WHILE_SECONDS)
    call.handset.mute()
    await call.handset.live()


async def _hold(call: Call) -> None:
    """They put the caller on hold, and come back."""
    call.handset.echo()
    for direction, kind in (("sendonly", "call.held"), ("sendrecv", "call.resumed")):
        await asyncio.sleep(A_WHILE_SECONDS)
        try:
            reply = await call.offer_again(direction)
        except Unanswered:
            call.news("call.unanswered", method="INVITE")
        else:
            call.news(kind, by="callee", sip_response_code=reply.status)
    await call.handset.live()


async def _refresh(call: Call) -> None:
    """As a session timer does."""
    call.handset.echo()
    await asyncio.sleep(A_WHILE_SECONDS)
    try:
        reply = await call.refresh()
    except Unanswered:
        call.news("call.unanswered", method="UPDATE")
    else:
        call.news("call.refreshed", sip_response_code=reply.status)
    await call.handset.live()


async def _accept(call: Call) -> None:
    """A rep: hears out whoever calls, presses 1, and talks."""
    listener, heard_out = Listener(), asyncio.Event()

    def frame(heard: bytes, said: bytes) -> None:
        piece = listener.frame(heard, said)
        if piece is not None and piece.is_last:
            heard_out.set()

    call.handset.on_frame = frame
    await heard_out.wait()
    call.handset.press("1")
    await _converse(call)


TALKS: dict[str, Talk] = {
    "echo": _echo,
    "tone": _drone,
    "hang_up": _hang_up_soon,
    "rtp_stops": _fall_silent,
    "holds": _hold,
    "refreshes": _refresh,
    "accepts": _accept,
}
