"""A phone at the far end of a Media Stream: plays what comes in real time, sends what is said, 20 ms at a time."""

from __future__ import annotations

import asyncio
import base64
import time
from collections import deque
from collections.abc import Callable
from typing import Any

import orjson
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

FRAME_MS = 20
FRAME_BYTES = 160
SILENCE = b"\xff" * FRAME_BYTES


class Phone:
    """`on_frame(heard, said)` is told of each 20 ms of both directions, as they are heard at the lead's ear."""

    # How the carrier calls the stream's id; all else they say alike.
    id_name = "streamSid"

    def __init__(self, socket: ClientConnection, stream_id: str, on_frame: Callable[[bytes, bytes], None]) -> None:
        self._socket = socket
        self._stream_id = stream_id
        self._on_frame = on_frame
        self._to_play: deque[bytes | str] = deque()
        self._to_say = bytearray()
        self._number = 0

    @property
    def is_saying(self) -> bool:
        return bool(self._to_say)

    def say(self, ulaw: bytes) -> None:
        self._to_say += ulaw

    def stop_saying(self) -> None:
        self._to_say.clear()

    async def live(self) -> None:
        """Until the other side closes."""
        receiving = asyncio.create_task(self._receive())
        try:
            await self._tick_for_ever(receiving)
        except ConnectionClosed:
            pass
        finally:
            receiving.cancel()

    async def _receive(self) -> None:
        try:
            async for message in self._socket:
                self._take(orjson.loads(message))
        except ConnectionClosed:
            return

    def _take(self, told: Any) -> None:
        match told.get("event"):
            case "media":
                audio = base64.b64decode(told["media"]["payload"])
                self._to_play.extend(audio[at : at + FRAME_BYTES] for at in range(0, len(audio), FRAME_BYTES))
            case "mark":
                self._to_play.append(str(told["mark"]["name"]))
            case "clear":
                names = [each for each in self._to_play if isinstance(each, str)]
                self._to_play.clear()
                # As Twilio: marks of audio that is dropped come back at once.
                self._to_play.extend(names)

    async def _tick_for_ever(self, receiving: asyncio.Task[None]) -> None:
        began = time.monotonic()
        while not receiving.done():
            await self._tick()
            self._number += 1
            await asyncio.sleep(max(0.0, began + self._number * FRAME_MS / 1000 - time.monotonic()))

    async def _tick(self) -> None:
        heard = await self._played()
        said = bytes(self._to_say[:FRAME_BYTES]).ljust(FRAME_BYTES, b"\xff")
        del self._to_say[:FRAME_BYTES]
        self._on_frame(heard, said)
        payload = {"track": "inbound", "payload": base64.b64encode(said).decode()}
        await self._send("media", media=payload | {"timestamp": str(self._number * FRAME_MS)})

    async def _played(self) -> bytes:
        while self._to_play:
            piece = self._to_play.popleft()
            if isinstance(piece, bytes):
                return piece.ljust(FRAME_BYTES, b"\xff")
            await self._send("mark", mark={"name": piece})
        return SILENCE

    async def _send(self, event: str, **more: object) -> None:
        await self._socket.send(orjson.dumps({"event": event, self.id_name: self._stream_id, **more}).decode())
