"""What is to be said where no agent talks: the voice process speaks it for us."""

import aiohttp
import structlog

from apps.integrations.http import JSON
from apps.integrations.wire import dialer as wire
from apps.integrations.wire.dialer import Saying

from . import reading

log = structlog.get_logger(__name__)

SECONDS = 10.0
_MOST_BYTES = 4_000_000


class Unsaid(Exception):
    """No voice process, or it has no voice: nothing can be said."""


class Speech:
    """`voice_url` is where calls' streams go, too; without one every sentence is `Unsaid`."""

    def __init__(self, session: aiohttp.ClientSession, *, voice_url: str, secret: str) -> None:
        self._url = wire.saying_url(voice_url) if voice_url else ""
        self._session, self._secret = session, secret

    async def of(self, text: str, *, token: str) -> bytes:
        """PCM of a telephone's, in the voice of the tenant whose call the token is of. Raises `Unsaid`."""
        if not self._url:
            raise Unsaid
        body = Saying(token=token, text=text).model_dump_json().encode()
        headers = {"Content-Type": JSON, **wire.signed(self._secret, self._url, body)}
        timeout = aiohttp.ClientTimeout(total=SECONDS)
        try:
            async with self._session.post(self._url, data=body, headers=headers, timeout=timeout) as answer:
                pcm = await reading.whole(answer, most_bytes=_MOST_BYTES) if answer.status == 200 else b""
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            log.warning("dialer.unsaid", exception=type(error).__name__)
            raise Unsaid from error
        if not pcm:
            raise Unsaid
        return pcm
