"""Offers a lead to a rep who has picked up: says who it is, and waits for a key."""

import asyncio
from typing import Literal

from .ear import LOOK_SECONDS
from .leg import Leg
from .mouth import Mouth


async def made(leg: Leg, pcm: bytes, *, wait_seconds: float) -> str:
    """The key that they press, while it is said or so long afterwards; "" for none."""
    pressed: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def take(digit: str) -> None:
        if not pressed.done():
            pressed.set_result(digit)

    leg.on_digit = take
    mouth = Mouth(leg.audio)
    mouth.say(pcm)
    mouth.feed()
    try:
        while not (pressed.done() or mouth.is_silent or leg.over.is_set()):
            await asyncio.sleep(LOOK_SECONDS)
            mouth.feed()
        return await _patiently(pressed, leg, seconds=wait_seconds)
    finally:
        leg.on_digit = lambda digit: None
        mouth.clear()


async def _patiently(pressed: asyncio.Future[str], leg: Leg, *, seconds: float) -> str:
    over = asyncio.ensure_future(leg.over.wait())
    waiting: list[asyncio.Future[str] | asyncio.Future[Literal[True]]] = [pressed, over]
    try:
        await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        over.cancel()
    return pressed.result() if pressed.done() else ""
