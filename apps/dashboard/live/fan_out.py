"""From Redis to every stream of this process that the news is for."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field

import redis.asyncio as redis
import structlog

from . import news
from .news import CHANNEL, News

log = structlog.get_logger(__name__)

_REST_SECONDS = 1.0
# Who reads so slowly that more leads than that have news is told to read everything.
MOST_WAITING = 200


@dataclass(eq=False)
class Reader:
    """One stream. News that it has not sent yet gathers, so a slow one costs no more memory than a quick one."""

    upto: int = 0
    leads: set[str] = field(default_factory=set)
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, each: News) -> None:
        self.upto = max(self.upto, each.upto)
        self.leads |= each.leads
        self.woken.set()

    def take(self) -> News:
        """What has gathered; no leads means any."""
        taken = News(0, self.upto, frozenset(self.leads) if len(self.leads) <= MOST_WAITING else frozenset())
        self.leads.clear()
        self.woken.clear()
        return taken


class FanOut:
    """The readers of this process by tenant."""

    def __init__(self) -> None:
        self._readers: dict[int, set[Reader]] = defaultdict(set)

    def __len__(self) -> int:
        return sum(map(len, self._readers.values()))

    def join(self, tenant_id: int) -> Reader:
        reader = Reader()
        self._readers[tenant_id].add(reader)
        return reader

    def leave(self, tenant_id: int, reader: Reader) -> None:
        self._readers[tenant_id].discard(reader)
        if not self._readers[tenant_id]:
            del self._readers[tenant_id]

    def tell(self, each: News) -> None:
        for reader in self._readers.get(each.tenant_id, ()):
            reader.tell(each)

    async def listen_for_ever(self, store: redis.Redis) -> None:
        """One subscription a process. While Redis is away pages poll, and when it is back they are told to read."""
        while True:
            try:
                async with store.pubsub(ignore_subscribe_messages=True) as told:
                    await told.subscribe(CHANNEL)
                    self._wake_all()
                    async for message in told.listen():
                        self._pass_on(message["data"])
            except redis.RedisError as error:
                log.warning("live.unheard", exception=type(error).__name__)
            await asyncio.sleep(_REST_SECONDS)

    def _pass_on(self, message: bytes) -> None:
        try:
            for each in news.unpacked(message):
                self.tell(each)
        except (ValueError, TypeError):
            log.warning("live.unreadable")

    def _wake_all(self) -> None:
        for reader in [each for readers in self._readers.values() for each in readers]:
            reader.woken.set()
