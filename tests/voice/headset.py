"""A page's sound, without the page: plays what comes in real time, sends what is said, keeps what would be shown."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import orjson
from websockets.asyncio.client import ClientConnection, connect

from apps.sandbox.callee.phone import Phone
from apps.voice import audio

ORIGIN = "http://127.0.0.1:8000"


def unheard(heard: bytes, said: bytes) -> None:
    """Where nobody listens to the line."""


class Headset(Phone):
    """`is_my_turn`: the agent has been heard to the end of what it says."""

    def __init__(self, socket: ClientConnection, on_frame: Callable[[bytes, bytes], None] = unheard) -> None:
        super().__init__(socket, "", on_frame)
        self._page = socket
        self.shown: list[dict[str, Any]] = []
        self.is_my_turn = asyncio.Event()
        self.was_cleared = asyncio.Event()

    def told(self, event: str) -> list[dict[str, Any]]:
        """All that the page would show of that kind."""
        return [each for each in self.shown if each["event"] == event]

    def _take(self, told: Any) -> None:
        match told["event"]:
            case "media":
                self.is_my_turn.clear()
                ulaw = audio.to_ulaw(base64.b64decode(told["pcm"]))
                super()._take({"event": "media", "media": {"payload": base64.b64encode(ulaw).decode()}})
            case "mark":
                super()._take({"event": "mark", "mark": {"name": told["name"]}})
            case "clear":
                self.was_cleared.set()
                super()._take(told)
            case _:
                self.shown.append(told)

    async def _send(self, event: str, **more: Any) -> None:
        if event == "media":
            pcm = audio.to_pcm(base64.b64decode(more["media"]["payload"]))
            await self._page.send(media(pcm))
        else:
            await self._page.send(orjson.dumps({"event": "mark", "name": more["mark"]["name"]}).decode())
            if not self._to_play:
                self.is_my_turn.set()


def media(pcm: bytes) -> str:
    return json.dumps({"event": "media", "pcm": base64.b64encode(pcm).decode()})


@asynccontextmanager
async def page(url: str, ticket: str, *, origin: str | None = ORIGIN) -> AsyncIterator[ClientConnection]:
    """Its socket. Raises `InvalidStatus` where it is not let in."""
    headers = {"Origin": origin} if origin else {}
    async with connect(f"{url}/trial/{ticket}", compression=None, proxy=None, additional_headers=headers) as socket:
        yield socket


async def begin(socket: ClientConnection, *, first_name: str = "Ada") -> None:
    await socket.send(json.dumps({"event": "start", "first_name": first_name}))
