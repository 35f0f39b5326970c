"""A phone at the end of an RTP stream: hears and speaks 20 ms at a time, and has keys."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from random import getrandbits
from typing import cast

from apps.sandbox.callee.phone import FRAME_BYTES, FRAME_MS, SILENCE
from apps.sandbox.sip import alaw, rtp
from apps.sandbox.sip.arrivals import Arrivals
from apps.sandbox.sip.sdp import CODECS, Agreed

# Heard so much later that packets may come unevenly; no more is kept than the most.
CUSHION_FRAMES, MOST_FRAMES = 2, 50
KEY_FRAMES, KEY_ENDS = 8, 3

type OnFrame = Callable[[bytes, bytes], None]


class Handset(asyncio.DatagramProtocol):
    """One call's. `on_frame(heard, said)` is told of each 20 ms, `on_key` of each key they press."""

    def __init__(self, *, on_key: Callable[[str], None]) -> None:
        self.on_frame: OnFrame = lambda heard, said: None
        self.arrivals = Arrivals()
        self.frames_sent = 0
        self._on_key = on_key
        self._agreed: Agreed | None = None
        self._heard: deque[bytes] = deque(maxlen=MOST_FRAMES)
        self._is_cushioned = False
        self._to_say = bytearray()
        self._says = self._spoken
        self._to_press: deque[tuple[bytes, int]] = deque()
        self._last_key = -1
        self._is_mute = False
        self._sequence, self._stamp, self._source = getrandbits(16), getrandbits(32), getrandbits(32)
        self._transport: asyncio.DatagramTransport | None = None
        self._over = asyncio.Event()
        self._ticking: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        return cast(int, self._line.get_extra_info("sockname")[1])

    @property
    def _line(self) -> asyncio.DatagramTransport:
        """Nobody speaks before it is open."""
        return cast(asyncio.DatagramTransport, self._transport)

    @property
    def agreed(self) -> Agreed | None:
        return self._agreed

    @property
    def is_saying(self) -> bool:
        return bool(self._to_say or self._to_press)

    @property
    def is_held(self) -> bool:
        """Whether they asked us to be silent: then they needn't send, either."""
        return self._agreed is not None and not self._agreed.may_send

    def agree(self, agreed: Agreed) -> None:
        self._agreed = agreed

    def say(self, ulaw: bytes) -> None:
        self._to_say += ulaw

    def stop_saying(self) -> None:
        self._to_say.clear()

    def echo(self) -> None:
        """From now on say what is heard."""
        self._says = lambda heard: heard

    def press(self, keys: str) -> None:
        for key in keys:
            ends = [rtp.press(key, samples=KEY_FRAMES * FRAME_BYTES, is_over=True)] * KEY_ENDS
            held = [rtp.press(key, samples=n * FRAME_BYTES, is_over=False) for n in range(1, KEY_FRAMES)]
            self._to_press.extend((payload, place) for place, payload in enumerate((*held, *ends)))

    def mute(self) -> None:
        """Send nothing any more, as a line that died."""
        self._is_mute = True

    def begin(self) -> None:
        """Hear and speak from now on."""
        self.arrivals.begin()
        self._ticking = self._ticking or asyncio.create_task(self._tick_for_ever())

    async def live(self) -> None:
        """Until it is hung up."""
        await self._over.wait()

    def close(self) -> None:
        self._over.set()
        if self._transport is not None:
            self._transport.close()
        if self._ticking is not None:
            self._ticking.cancel()

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]  # asyncio's own narrowing
        self._transport = transport
        # They may have hung up before there was a line.
        if self._over.is_set():
            transport.close()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        with suppress(rtp.Unreadable):
            self._take(rtp.read(data))

    def _take(self, packet: rtp.Packet) -> None:
        agreed = self._agreed
        if agreed is None:
            return
        self.arrivals.note(packet.sequence)
        if packet.kind == agreed.keys:
            self._take_key(packet)
        elif packet.kind in CODECS.values():
            ulaw = alaw.to_ulaw(packet.payload) if packet.kind == CODECS["PCMA"] else packet.payload
            self._heard.extend(ulaw[at : at + FRAME_BYTES] for at in range(0, len(ulaw), FRAME_BYTES))

    def _take_key(self, packet: rtp.Packet) -> None:
        # One press is told many times, with one time stamp.
        if packet.stamp != self._last_key:
            self._last_key = packet.stamp
            self._on_key(rtp.key(packet.payload))

    async def _tick_for_ever(self) -> None:
        began, number = time.monotonic(), 0
        while True:
            self._tick()
            number += 1
            await asyncio.sleep(max(0.0, began + number * FRAME_MS / 1000 - time.monotonic()))

    def _tick(self) -> None:
        heard = self._played()
        said = self._says(heard)
        self.on_frame(heard, said)
        if self._agreed is not None and self._agreed.may_send and not self._is_mute:
            self._send(self._agreed, said)
        self._stamp = (self._stamp + FRAME_BYTES) & 0xFFFFFFFF

    def _played(self) -> bytes:
        if not self._is_cushioned:
            self._is_cushioned = len(self._heard) >= CUSHION_FRAMES
        if not self._is_cushioned or not self._heard:
            self._is_cushioned = False
            return SILENCE
        return self._heard.popleft().ljust(FRAME_BYTES, b"\xff")

    def _spoken(self, heard: bytes) -> bytes:
        said = bytes(self._to_say[:FRAME_BYTES]).ljust(FRAME_BYTES, b"\xff")
        del self._to_say[:FRAME_BYTES]
        return said

    def _send(self, agreed: Agreed, said: bytes) -> None:
        kind, payload, stamp = CODECS[agreed.codec], said, self._stamp
        if agreed.keys is not None and self._to_press:
            payload, place = self._to_press.popleft()
            kind, stamp = agreed.keys, self._stamp - place * FRAME_BYTES
        elif agreed.codec == "PCMA":
            payload = alaw.from_ulaw(said)
        packet = rtp.Packet(kind, self._sequence, stamp & 0xFFFFFFFF, self._source, payload, self.frames_sent == 0)
        self._sequence = (self._sequence + 1) & 0xFFFF
        self.frames_sent += 1
        self._line.sendto(packet.written(), (agreed.host, agreed.port))
