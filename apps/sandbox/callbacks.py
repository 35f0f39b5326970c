"""Outgoing posts to the application: one retry, and the disorder a fault orders."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import aiohttp
from yarl import URL

from apps.sandbox.world import World

TIMEOUT = aiohttp.ClientTimeout(total=15)
SHUFFLE_SECONDS = 0.8


class Undelivered(Exception):
    """The application couldn't be reached."""


@dataclass(frozen=True)
class Reply:
    status: int
    text: str


@dataclass(frozen=True)
class Letter:
    """One post to the application, ready to be sent as often as it takes."""

    vendor: str
    url: str
    form: Mapping[str, str]
    headers: Mapping[str, str]
    method: str = "POST"
    # In place of the form, where a vendor posts JSON.
    body: bytes = b""


@dataclass
class Thread:
    """News that belongs together: told in order, unless a fault shuffles it."""

    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def told(self, tell: Callable[[], Awaitable[None]]) -> None:
        async with self._turn:
            await tell()


class Callbacks:
    """The pretend vendors' way to call us back."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._session: aiohttp.ClientSession | None = None

    async def ask(self, letter: Letter) -> Reply:
        """Send once, twice if the connection fails, and return the answer; raises `Undelivered`."""
        try:
            return await self._send(letter)
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return await self._send_again(letter)

    def tell(self, letter: Letter, thread: Thread) -> None:
        """Send in the background; a fault may double or delay it."""
        self._world.spawn(self._tell(letter, thread))

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _tell(self, letter: Letter, thread: Thread) -> None:
        chance = self._world.chance
        match self._world.faults.callback_mode(letter.vendor, letter.url):
            case "duplicate_callbacks":
                copies = chance.randint(2, 5)
                await thread.told(lambda: self._deliver(letter, copies=copies))
            case "shuffle_callbacks":
                await asyncio.sleep(chance.uniform(0, SHUFFLE_SECONDS))
                await self._deliver(letter, copies=1)
            case _:
                await thread.told(lambda: self._deliver(letter, copies=1))

    async def _deliver(self, letter: Letter, *, copies: int) -> None:
        await asyncio.gather(*(self._deliver_one(letter) for _ in range(copies)))

    async def _deliver_one(self, letter: Letter) -> None:
        try:
            reply = await self.ask(letter)
        except Undelivered as failure:
            self.failed(letter, str(failure))
        else:
            if reply.status >= 400:
                self.failed(letter, f"HTTP {reply.status}")

    def failed(self, letter: Letter, reason: str) -> None:
        """Say in the journal that the application didn't take a post."""
        self._world.journal.write(
            letter.vendor, "callback.failed", url=letter.url, reason=reason, form=dict(letter.form)
        )

    async def _send_again(self, letter: Letter) -> Reply:
        try:
            return await self._send(letter)
        except (aiohttp.ClientError, TimeoutError, ValueError) as failure:
            raise Undelivered(repr(failure)) from failure

    async def _send(self, letter: Letter) -> Reply:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=TIMEOUT, connector=aiohttp.TCPConnector(limit=0))
        # `encoded`: the signature covers the URL to the byte.
        url = URL(letter.url, encoded=True)
        form = (letter.body or letter.form) if letter.method == "POST" else None
        async with self._session.request(
            letter.method, url, data=form, headers=letter.headers, allow_redirects=False
        ) as answer:
            return Reply(answer.status, await answer.text(errors="replace"))
