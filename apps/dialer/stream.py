"""A leg's audio over a WebSocket, as Twilio's Media Streams has it: ours is the carrier's part.

https://www.twilio.com/docs/voice/media-streams/websocket-messages
"""

import asyncio
import base64
import binascii
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

import aiohttp
import orjson
import structlog

from apps.core.audio import to_pcm, to_ulaw

from .ear import FRAME_MS, LOOK_SECONDS, Ear
from .leg import Leg
from .mouth import Mouth

log = structlog.get_logger(__name__)

OPEN_SECONDS = 5.0
_MOST_MESSAGE_BYTES = 1_000_000


class NotOpened(Exception):
    """Nobody at that address talks to us."""


@dataclass(frozen=True)
class Target:
    """Where the stream goes. The call's id is what the ticket in the address was made for."""

    url: str = field(repr=False)
    call_id: str
    parameters: Mapping[str, str] = field(default_factory=dict)


async def run(leg: Leg, target: Target, session: aiohttp.ClientSession) -> None:
    """Until the leg is over or the other side closes. Raises `NotOpened`."""
    try:
        async with asyncio.timeout(OPEN_SECONDS):
            # No Origin: we are no browser. Audio in base64 gains nothing by compression.
            socket = await session.ws_connect(
                target.url, compress=0, max_msg_size=_MOST_MESSAGE_BYTES, timeout=aiohttp.ClientWSTimeout(ws_close=2)
            )
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        log.warning("dialer.stream_not_opened", exception=type(error).__name__)
        raise NotOpened from error
    async with socket:
        await Stream(leg, target, socket).live()


class Stream:
    """One open socket and the leg behind it."""

    def __init__(self, leg: Leg, target: Target, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._leg, self._target, self._socket = leg, target, socket
        self._id = f"MZ{token_hex(16)}"
        self._ear, self._mouth = Ear(leg.audio), Mouth(leg.audio)
        self._sequence = self._chunk = 0

    async def live(self) -> None:
        parts = [self._listen(), self._speak(), self._leg.over.wait()]
        tasks = [asyncio.ensure_future(part) for part in parts]
        self._leg.on_digit = self._pressed
        try:
            with contextlib.suppress(ConnectionError, aiohttp.ClientError, RuntimeError):
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                await self._say("stop", stop={"callSid": self._target.call_id, "accountSid": ""})
        finally:
            self._leg.on_digit = lambda digit: None
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._mouth.clear()

    async def _speak(self) -> None:
        """What the lead says, as it comes, and what the lead is to hear, as there is room for it."""
        await self._say("connected", protocol="Call", version="1.0.0")
        await self._say("start", start=self._start())
        self._ear.forget()
        loop = asyncio.get_running_loop()
        at = loop.time()
        while True:
            for frame in self._ear.frames():
                await self._socket.send_str(self._media(to_ulaw(frame)))
            await self._tell_marks(self._mouth.feed())
            at = max(at + LOOK_SECONDS, loop.time() - LOOK_SECONDS)
            await asyncio.sleep(at - loop.time())

    async def _listen(self) -> None:
        async for message in self._socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                await self._take(message.data)

    async def _take(self, text: str) -> None:
        try:
            told: Any = orjson.loads(text)
            match told["event"]:
                case "media":
                    self._mouth.say(to_pcm(base64.b64decode(told["media"]["payload"], validate=True)))
                case "mark":
                    self._mouth.mark(str(told["mark"]["name"]))
                case "clear":
                    await self._tell_marks(self._mouth.clear())
        except (ValueError, KeyError, TypeError, binascii.Error):
            log.warning("dialer.stream_unreadable")

    async def _tell_marks(self, names: list[str]) -> None:
        for name in names:
            await self._say("mark", mark={"name": name})

    def _pressed(self, digit: str) -> None:
        pressed = self._message("dtmf", dtmf={"track": "inbound_track", "digit": digit})
        self._pressing = asyncio.ensure_future(self._send(pressed))

    async def _send(self, text: str) -> None:
        with contextlib.suppress(ConnectionError, aiohttp.ClientError, RuntimeError):
            await self._socket.send_str(text)

    async def _say(self, event: str, **more: object) -> None:
        await self._socket.send_str(self._message(event, **more))

    def _message(self, event: str, **more: object) -> str:
        self._sequence += 1
        return orjson.dumps(
            {"event": event, "sequenceNumber": str(self._sequence), "streamSid": self._id, **more}
        ).decode()

    def _media(self, ulaw: bytes) -> str:
        """By hand: fifty of them a second and call."""
        self._sequence += 1
        self._chunk += 1
        return (
            f'{{"event":"media","sequenceNumber":"{self._sequence}","streamSid":"{self._id}","media":'
            f'{{"track":"inbound","chunk":"{self._chunk}","timestamp":"{self._chunk * FRAME_MS}",'
            f'"payload":"{base64.b64encode(ulaw).decode()}"}}}}'
        )

    def _start(self) -> dict[str, object]:
        return {
            "streamSid": self._id,
            "accountSid": "",
            "callSid": self._target.call_id,
            "tracks": ["inbound"],
            "customParameters": dict(self._target.parameters),
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        }
