"""`python -m bench.talk_leads URL CALLS TURNS`: so many leads on the phone at once, and what each of them hears.

On the second core alone. Writes JSON: from each end of their speech to the first of the reply, from the stream's start
to the first of the greeting, and the silences inside what should have been said without one; all at the lead's ear.
With 0 turns they interrupt the greeting instead, and the first figure is how long it is heard after that.
"""

import asyncio
import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import orjson
from websockets.asyncio.client import connect

from apps.sandbox.callee.hearing import is_loud
from apps.sandbox.callee.phone import FRAME_MS, Phone

VOICE = Path(__file__).parent.parent / "tests" / "voice" / "samples" / "yes_sure.ulaw"
STAGGER_SECONDS = 0.137
# Into the middle of the greeting, when a "Hello?" is long over.
SPEAKS_AT_FRAME = 90
# After the agent's last sound; shorter ones are its own pauses, or gaps that should not be.
PAUSE_MS = 400
GAP_MS = 40


@dataclass
class Lead:
    """Fed with each 20 ms of both directions."""

    turns: int
    speech: bytes
    first_ms: float | None = None
    gaps_ms: list[float] = field(default_factory=list)
    holes_ms: list[int] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    phone: Phone | None = None
    _frame: int = 0
    _said_until: int | None = None
    _heard_until: int | None = None
    _is_replied: bool = True
    _spoken: int = 0

    def frame(self, heard: bytes, said: bytes) -> None:
        self._frame += 1
        if is_loud(said):
            self._said_until, self._is_replied = self._frame, False
        if is_loud(heard):
            self._heard()
        elif self._is_my_turn():
            self._speak()

    @property
    def is_done(self) -> bool:
        return self._spoken >= self.turns and self._is_replied and self._is_quiet()

    def _heard(self) -> None:
        if self.first_ms is None:
            self.first_ms = (time.monotonic() - self.began) * 1000
        if not self._is_replied and self._said_until is not None:
            self._is_replied = True
            self.gaps_ms.append((self._frame - self._said_until - 1) * FRAME_MS)
        elif self._heard_until is not None and self._frame - self._heard_until > 1:
            self.holes_ms.append((self._frame - self._heard_until - 1) * FRAME_MS)
        self._heard_until = self._frame

    def _is_quiet(self) -> bool:
        return self._heard_until is not None and (self._frame - self._heard_until) * FRAME_MS >= PAUSE_MS

    def _is_my_turn(self) -> bool:
        return self._is_replied and self._is_quiet() and self._spoken < self.turns and self.phone is not None

    def _speak(self) -> None:
        if self.phone and not self.phone.is_saying:
            self._spoken += 1
            self._is_replied = False
            self.phone.say(self.speech)


@dataclass
class Interrupter(Lead):
    """Speaks into the greeting; `gaps_ms` is how long the agent goes on all the same."""

    _from: int | None = None

    def frame(self, heard: bytes, said: bytes) -> None:
        self._frame += 1
        if self._frame == SPEAKS_AT_FRAME and self.phone:
            self.phone.say(self.speech)
        if is_loud(said) and self._from is None:
            self._from = self._frame
        if is_loud(heard) and self._spoken == 0:
            self._heard_until = self._frame
        elif self._from and self._is_quiet() and self._spoken == 0 and self._heard_until:
            self._spoken = 1
            self.gaps_ms.append(max(0, self._heard_until - self._from + 1) * FRAME_MS)

    @property
    def is_done(self) -> bool:
        return self._spoken > 0


async def call(url: str, number: int, turns: int) -> Lead:
    await asyncio.sleep(number * STAGGER_SECONDS)
    speech = VOICE.read_bytes()
    async with connect(url, compression=None, proxy=None) as socket:
        start = {"streamSid": f"MZ{number}", "callSid": f"CA{number}", "accountSid": "AC1"}
        lead = Lead(turns, speech) if turns else Interrupter(1, speech)
        await socket.send(orjson.dumps({"event": "start", "start": start}).decode())
        lead.phone = Phone(socket, f"MZ{number}", lead.frame)
        live = asyncio.create_task(lead.phone.live())
        while not lead.is_done and not live.done():
            await asyncio.sleep(0.1)
        live.cancel()
    return lead


async def run(url: str, calls: int, turns: int) -> dict[str, list[float]]:
    leads = await asyncio.gather(*(call(url, number, turns) for number in range(calls)))
    return {
        "first_ms": [lead.first_ms for lead in leads if lead.first_ms is not None],
        "gaps_ms": [gap for lead in leads for gap in lead.gaps_ms],
        "holes_ms": [hole for lead in leads for hole in lead.holes_ms if GAP_MS < hole < PAUSE_MS],
    }


if __name__ == "__main__":
    os.sched_setaffinity(0, {1})
    told = asyncio.run(run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
    sys.stdout.buffer.write(orjson.dumps(told))
