"""What was said before in the same words and voice, as audio: played at once, in this process or another."""

import asyncio
import hashlib
from collections import OrderedDict

import redis.asyncio as redis
import structlog

log = structlog.get_logger(__name__)

MOST_BYTES = 64_000_000
# Of what a script always says. Redis may be flushed at any time: then it is rendered again.
LIFE_SECONDS = 7 * 86_400
# Of what names a person: as long as a phone rings, and a greeting may have to be said again.
PERSONAL_SECONDS = 5 * 60


class Phrases:
    """Audio by voice and text, each for its own time: the latest used in memory, all of it in Redis.

    Never raises for Redis.
    """

    def __init__(self, store: redis.Redis | None) -> None:
        self._store = store
        self._near: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0

    async def get(self, voice: str, text: str) -> bytes | None:
        at = key(voice, text)
        if (pcm := self._near.get(at)) is not None:
            self._near.move_to_end(at)
            return pcm
        pcm, seconds = await self._far(at)
        if pcm is not None:
            self._remember(at, pcm, seconds=seconds)
        return pcm

    async def keep(self, voice: str, text: str, pcm: bytes, *, seconds: int = LIFE_SECONDS) -> None:
        """For so long, here and in Redis; what has a person's words in it for `PERSONAL_SECONDS`."""
        at = key(voice, text)
        self._remember(at, pcm, seconds=seconds)
        if self._store is not None:
            try:
                await self._store.set(at, pcm, ex=seconds)
            except redis.RedisError as error:
                log.warning("phrases.unkept", exception=type(error).__name__)

    async def _far(self, at: str) -> tuple[bytes | None, float]:
        """With the seconds that are left of its life."""
        if self._store is None:
            return None, 0.0
        try:
            async with self._store.pipeline(transaction=False) as asked:
                asked.get(at)
                asked.pttl(at)
                pcm, left_ms = await asked.execute()
        except redis.RedisError:
            return None, 0.0
        return (pcm, left_ms / 1000) if isinstance(pcm, bytes) and left_ms > 0 else (None, 0.0)

    def _remember(self, at: str, pcm: bytes, *, seconds: float) -> None:
        self._forget(at)
        self._near[at] = pcm
        self._bytes += len(pcm)
        while self._bytes > MOST_BYTES:
            self._forget(next(iter(self._near)))
        asyncio.get_running_loop().call_later(seconds, self._forget, at)

    def _forget(self, at: str) -> None:
        self._bytes -= len(self._near.pop(at, b""))


def key(voice: str, text: str) -> str:
    """Where Redis has it."""
    # A name may be in it: no text in a key that a log or a monitor may show.
    return f"leadhub:phrase:{hashlib.sha256(f'{voice}|{text}'.encode()).hexdigest()}"
