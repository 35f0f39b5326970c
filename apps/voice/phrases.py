"""What was said before in the same words and voice, as audio: played at once, in this process or another."""

import hashlib
from collections import OrderedDict

import redis.asyncio as redis
import structlog

log = structlog.get_logger(__name__)

MOST_BYTES = 64_000_000
# Redis may be flushed at any time: then it is rendered again.
LIFE_SECONDS = 7 * 86_400


class Phrases:
    """Audio by voice and text, the latest used in memory and all of a week in Redis. Never raises for Redis."""

    def __init__(self, store: redis.Redis | None) -> None:
        self._store = store
        self._near: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0

    async def get(self, voice: str, text: str) -> bytes | None:
        key = _key(voice, text)
        if (pcm := self._near.get(key)) is not None:
            self._near.move_to_end(key)
            return pcm
        if (pcm := await self._far(key)) is not None:
            self._remember(key, pcm)
        return pcm

    async def keep(self, voice: str, text: str, pcm: bytes) -> None:
        key = _key(voice, text)
        self._remember(key, pcm)
        if self._store is not None:
            try:
                await self._store.set(key, pcm, ex=LIFE_SECONDS)
            except redis.RedisError as error:
                log.warning("phrases.unkept", exception=type(error).__name__)

    async def _far(self, key: str) -> bytes | None:
        if self._store is None:
            return None
        try:
            found = await self._store.get(key)
            return found if isinstance(found, bytes) else None
        except redis.RedisError:
            return None

    def _remember(self, key: str, pcm: bytes) -> None:
        before = self._near.pop(key, b"")
        self._near[key] = pcm
        self._bytes += len(pcm) - len(before)
        while self._bytes > MOST_BYTES:
            _, dropped = self._near.popitem(last=False)
            self._bytes -= len(dropped)


def _key(voice: str, text: str) -> str:
    # A name may be in it: no text in a key that a log or a monitor may show.
    return f"leadhub:phrase:{hashlib.sha256(f'{voice}|{text}'.encode()).hexdigest()}"
