"""`python -m tests.sandbox.sip.dials CA_FILE`: dials by baresip; a JSON order a line in, a JSON outcome a line out."""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import suppress
from dataclasses import asdict

import numpy as np
import orjson
from baresip import Account, AudioRestarted, BaresipError, Call, Config, Runtime, StackEvent, UserAgent

from tests.sandbox.sip.orders import Order, Outcome

RATE, FRAME_SECONDS, FRAME_BYTES = 8_000, 0.02, 320
HERTZ = 440
# Eleven whole waves.
BLOCK = 200
CONFIG = "audio_jitter_buffer_ms 40-160\nsip_cafile {}\nsip_verify_server yes\n"
_AT = np.arange(RATE) / RATE
TONE = (np.sin(2 * np.pi * HERTZ * _AT) * 8_000).astype(np.int16).tobytes()


class Dialled:
    """One call: dialled, talked on, hung up."""

    def __init__(self, order: Order, runtime: Runtime) -> None:
        self._order, self._runtime = order, runtime
        self._events: list[StackEvent] = []
        self._heard = bytearray()
        self._keys: list[str] = []

    async def outcome(self) -> Outcome:
        call = await self._dial()
        # Nothing is left where they hung up first.
        with suppress(BaresipError):
            if await self._is_answered():
                call.on_dtmf(lambda pressed: self._keys.append(pressed.digit))
                await self._talk(call)
            await call.hangup()
        await self._until("CALL_CLOSED", seconds=3)
        return self._told(call)

    async def _is_answered(self) -> bool:
        """By the events since before we dialled: the library's own waiting misses an answer in the same breath."""
        return await self._until("CALL_ESTABLISHED", seconds=self._order.give_up_seconds)

    async def _until(self, name: str, *, seconds: float) -> bool:
        """Whether it happens, before the call is over or this time is."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            known = {event.event.name for event in self._events}
            if known & {name, "CALL_CLOSED"}:
                return name in known
            await asyncio.sleep(0.005)
        return False

    async def _dial(self) -> Call:
        order = self._order
        account = Account(
            user="+15550001111",
            domain=order.address,
            password=order.password,
            auth_user="trunk",
            reg_interval=0,
            transport=order.transport,
            audio_codecs=(order.codec,),
            dtmf_mode=order.keys_by,
        )
        agent = await UserAgent.create(self._runtime, account)
        self._runtime.subscribe(self._events.append)
        return await agent.dial(f"sip:{order.to}@{order.address};transport={order.transport}", {"X-Crm-Id": "00Q1"})

    async def _talk(self, call: Call) -> None:
        if self._order.keys:
            await call.send_dtmf(self._order.keys)
        began, said = time.monotonic(), 0
        while (passed := time.monotonic() - began) < self._order.talk_seconds:
            if passed < self._order.speak_seconds:
                due = int(passed / FRAME_SECONDS) + 1
                self._speak(call, b"".join(map(_piece, range(said, due))))
                said = due
            self._heard += call.audio.read(FRAME_BYTES * 10)
            await asyncio.sleep(FRAME_SECONDS)

    def _speak(self, call: Call, pcm: bytes) -> None:
        # Renegotiated audio says so once, and goes on.
        with suppress(AudioRestarted):
            call.audio.write(pcm)

    def _closings(self) -> list[str]:
        return [event.text or "" for event in self._events if event.event.name == "CALL_CLOSED"]

    def _told(self, call: Call) -> Outcome:
        self._runtime.unsubscribe(self._events.append)
        ending = next(iter(self._closings()), "")
        ids = [event.call_id for event in self._events if event.call == call.handle and event.call_id]
        return Outcome(
            id=ids[0] if ids else "",
            status=int(ending[:3]) if ending[:3].isdigit() else None,
            ending=ending,
            events=[event.event.name.removeprefix("CALL_") for event in self._events],
            keys="".join(self._keys),
            tone=_share(bytes(self._heard)),
            level=_level(bytes(self._heard)),
        )


def _piece(at: int) -> bytes:
    start = at * FRAME_BYTES % len(TONE)
    return TONE[start : start + FRAME_BYTES]


def _share(pcm: bytes) -> float:
    """How much of all that was heard is our own tone: block by block, for a frame that comes late shifts its phase."""
    samples = np.frombuffer(pcm, np.int16).astype(float)
    blocks = samples[: len(samples) // BLOCK * BLOCK].reshape(-1, BLOCK)
    power = float(np.sum(blocks**2)) * BLOCK / 2
    wave = np.exp(-2j * np.pi * HERTZ * np.arange(BLOCK) / RATE)
    return round(float(np.sum(np.abs(blocks @ wave) ** 2)) / power, 2) if power else 0.0


def _level(pcm: bytes) -> int:
    samples = np.abs(np.frombuffer(pcm, np.int16).astype(int))
    return int(samples.mean()) if samples.size else 0


async def main(certificate: str) -> None:
    runtime = Runtime()
    await runtime.start(Config(net_interface="127.0.0.1", extra_config_text=CONFIG.format(certificate)))
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        outcome = await Dialled(Order(**orjson.loads(line)), runtime).outcome()
        sys.stdout.write(orjson.dumps(asdict(outcome)).decode() + "\n")
        sys.stdout.flush()
    await runtime.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
