"""What LeadHub is told of calls: in their order, signed, and again until it has heard."""

import asyncio
import contextlib
from collections.abc import Iterator, Mapping

import aiohttp
import structlog
from pydantic import BaseModel

from apps.integrations.http import JSON
from apps.integrations.wire import dialer as wire
from apps.integrations.wire.dialer import Deeds, RoomTold, Standing, TapeTold

from . import reading

log = structlog.get_logger(__name__)

# Beyond that LeadHub asks by itself: a call's last word is overdue a minute after its longest time.
PATIENCE_SECONDS = 1_800.0
# Of a phone that rings: by then there is better news.
HURRY_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 30.0
_TIMEOUT = aiohttp.ClientTimeout(total=15, connect=3)
_DOCUMENT_SECONDS = 8.0
_MOST_BYTES = 1_000_000


class Untold(Exception):
    """LeadHub did not take it, or its answer made no sense."""


class Away(Untold):
    """LeadHub is not there just now: another time may be better."""


class Mail:
    """The way to LeadHub; `secret` is what both sides know."""

    def __init__(self, session: aiohttp.ClientSession, *, secret: str) -> None:
        self._session, self._secret = session, secret

    @classmethod
    def open(cls, *, secret: str) -> "Mail":
        connector = aiohttp.TCPConnector(limit=64, keepalive_timeout=30)
        return cls(aiohttp.ClientSession(timeout=_TIMEOUT, connector=connector), secret=secret)

    @property
    def session(self) -> aiohttp.ClientSession:
        return self._session

    async def close(self) -> None:
        await self._session.close()

    async def tell(self, url: str, standing: Standing, *, patience_seconds: float = PATIENCE_SECONDS) -> bool:
        """Whether it was heard: tried again while LeadHub is away, not where it wants to know nothing of the call."""
        about = {"call_id": standing.id, "state": standing.status}
        return await self._heard(url, standing, about, patience_seconds=patience_seconds)

    async def tell_of_room(self, url: str, told: RoomTold, *, patience_seconds: float) -> bool:
        """The same of what happens in a room."""
        about = {"call_id": told.call_id, "state": told.event}
        return await self._heard(url, told, about, patience_seconds=patience_seconds)

    async def tell_of_tape(self, url: str, told: TapeTold) -> bool:
        """Whether LeadHub takes the recording, by one look. Raises `Untold`."""
        status, _ = await self._post(url, told.model_dump_json(exclude_none=True).encode())
        if status >= 300:
            log.warning("dialer.tape_refused", code=status, call_id=told.call_id)
        return status < 300

    async def _heard(self, url: str, told: BaseModel, about: Mapping[str, str], *, patience_seconds: float) -> bool:
        body, loop = told.model_dump_json(exclude_none=True).encode(), asyncio.get_running_loop()
        gives_up_at = loop.time() + patience_seconds
        for pause_seconds in _pauses():
            with contextlib.suppress(Untold):
                status, _ = await self._post(url, body)
                if status >= 300:
                    log.warning("dialer.news_refused", code=status, **about)
                return status < 300
            if loop.time() > gives_up_at:
                break
            await asyncio.sleep(pause_seconds)
        log.warning("dialer.untold", **about)
        return False

    async def deeds(self, url: str, standing: Standing) -> Deeds:
        """What to do next in the call, by one look. Raises `Untold`."""
        try:
            async with asyncio.timeout(_DOCUMENT_SECONDS):
                status, answer = await self._post(url, standing.model_dump_json(exclude_none=True).encode())
        except TimeoutError as error:
            raise Untold from error
        if status >= 300:
            raise Untold
        try:
            return Deeds.model_validate_json(answer)
        except ValueError as error:
            raise Untold from error

    async def deeds_once_there(self, url: str, standing: Standing) -> Deeds:
        """The same, asked again for as long as one look may take while LeadHub is away: who has answered waits."""
        pauses = _pauses()
        try:
            async with asyncio.timeout(_DOCUMENT_SECONDS):
                while True:
                    with contextlib.suppress(Away):
                        return await self.deeds(url, standing)
                    await asyncio.sleep(next(pauses))
        except TimeoutError as error:
            raise Untold from error

    async def _post(self, url: str, body: bytes) -> tuple[int, bytes]:
        """Raises `Away`, or `Untold` of an answer that no other time makes better."""
        headers = {"Content-Type": JSON, **wire.signed(self._secret, url, body)}
        try:
            async with self._session.post(url, data=body, headers=headers, allow_redirects=False) as answer:
                text = await reading.whole(answer, most_bytes=_MOST_BYTES)
        except ValueError as error:
            raise Untold from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Away from error
        if answer.status >= 500 or answer.status in (408, 429):
            raise Away
        return answer.status, text


def _pauses() -> Iterator[float]:
    pause = 0.2
    while True:
        yield pause
        pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
