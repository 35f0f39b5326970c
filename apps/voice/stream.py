"""The door for a call's audio: a ticket in the path, once and in time, and nobody else gets further."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from .pipeline.mouth import Way
from .relay import Words
from .wires.base import Dialect, Event, Relay, Started, Stopped, Unreadable, Wire

log = structlog.get_logger(__name__)

# RELIABILITY 4.7. Twilio sends 50 messages a second.
MOST_MESSAGE_BYTES = 64_000
MOST_MESSAGES_A_SECOND = 100
START_SECONDS = 2.0
POLICY, GOING_AWAY, BUSY, NORMAL = 1008, 1001, 1013, 1000


class Refused(Exception):
    """The other side broke the rules of the door; the reason goes into the log, not to them."""


@dataclass
class Door:
    """One accepted socket."""

    socket: WebSocket
    wire: Dialect
    _second: float = field(default_factory=time.monotonic)
    _count: int = 0

    async def started(self) -> Started:
        """The stream's first word. Raises `Refused` where it does not come in time."""
        try:
            async with asyncio.timeout(START_SECONDS):
                async for event in self._events():
                    if isinstance(event, Started):
                        return event
        except TimeoutError:
            pass
        raise Refused("no start")

    async def events(self, *, most_seconds: float) -> AsyncIterator[Event]:
        """All that comes until the stream is over. Raises `Refused`."""
        ends_at = time.monotonic() + most_seconds
        async for event in self._events():
            if isinstance(event, Stopped) or time.monotonic() > ends_at:
                return
            yield event

    def way(self, wire: Wire) -> Way:
        """What the agent says, in the carrier's dialect."""

        async def media(ulaw: bytes) -> None:
            size = wire.piece_bytes or max(len(ulaw), 1)
            for start in range(0, len(ulaw), size):
                await self.send(wire.media(ulaw[start : start + size]))

        async def mark(name: str) -> None:
            await self.send(wire.mark(name))

        async def clear() -> None:
            await self.send(wire.clear())

        return Way(media, mark, clear)

    def words(self, relayed: Relay) -> Words:
        """The same in words."""

        async def words(token: str, is_last: bool, is_interruptible: bool) -> None:
            await self.send(relayed.text(token, is_last=is_last, is_interruptible=is_interruptible))

        return words

    async def over(self, relayed: Relay) -> None:
        """The carrier closes the stream itself, and asks what comes next."""
        await self.send(relayed.end())

    async def send(self, message: str | bytes) -> None:
        """Lost without a word if they are gone."""
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            if self.socket.application_state is not WebSocketState.CONNECTED:
                return
            if isinstance(message, bytes):
                await self.socket.send_bytes(message)
            else:
                await self.socket.send_text(message)

    async def close(self, code: int = NORMAL) -> None:
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await self.socket.close(code)

    async def _events(self) -> AsyncIterator[Event]:
        while (message := await self._received()) is not None:
            try:
                event = self.wire.read(message) if isinstance(message, str) else self.wire.hear(message)
            except Unreadable as error:
                raise Refused(f"unreadable: {error}") from error
            if event is not None:
                yield event

    async def _received(self) -> str | bytes | None:
        try:
            async with asyncio.timeout(self.wire.idle_seconds):
                message = await self.socket.receive()
        except TimeoutError as error:
            raise Refused("idle") from error
        if message["type"] != "websocket.receive":
            return None
        told: str | bytes | None = message.get("text") or message.get("bytes")
        if told is None or len(told) > MOST_MESSAGE_BYTES:
            raise Refused("not a message of this protocol")
        self._check_pace()
        return told

    def _check_pace(self) -> None:
        now = time.monotonic()
        if now - self._second >= 1.0:
            self._second, self._count = now, 0
        self._count += 1
        # A carrier that was held up catches up: a second's worth more is let through.
        if self._count > 2 * MOST_MESSAGES_A_SECOND:
            raise Refused("too many messages")
