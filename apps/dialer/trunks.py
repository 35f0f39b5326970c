"""Which trunks are alive: asked all the time, so that a dead one is known before a lead comes."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

from apps.integrations.wire.dialer import Trunk

from .ping import Silent

log = structlog.get_logger(__name__)

MOST_MISSES = 2
# Who answers no OPTIONS at all is judged by calls alone, and tried again after this.
REST_SECONDS = 30.0
# A trunk that nobody has called by for so long is forgotten.
FORGET_SECONDS = 86_400.0
OUT_OF_SERVICE = 503

Ask = Callable[[Trunk], Awaitable[int]]


@dataclass
class Health:
    """One trunk's breaker."""

    trunk: Trunk
    wanted_at: float
    answers_pings: bool = False
    misses: int = 0
    down_since: float | None = None
    asked_at: float = float("-inf")

    def is_down(self, *, now: float) -> bool:
        if self.down_since is None:
            return False
        return self.answers_pings or now - self.down_since < REST_SECONDS

    def is_due(self, *, now: float, every_seconds: float) -> bool:
        """One that is down is asked three times as often: every second counts for the next lead."""
        return now - self.asked_at >= (every_seconds if self.down_since is None else every_seconds / 3)

    def worked(self) -> bool:
        """It said something; whether that ends an outage."""
        was_down, self.misses, self.down_since = self.down_since is not None, 0, None
        return was_down

    def missed(self, *, now: float) -> bool:
        """It said nothing, or that it is out of service; whether that begins an outage."""
        self.misses += 1
        if self.misses < MOST_MISSES:
            return False
        begins = self.down_since is None
        self.down_since = now
        return begins


class Trunks:
    """All that were called by. Passwords are not needed to ask, so none is kept."""

    def __init__(self, ask: Ask, *, every_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._ask, self._every_seconds, self._clock = ask, every_seconds, clock
        self._known: dict[str, Health] = {}
        self._soon = asyncio.Event()

    def alive(self, trunks: Sequence[Trunk]) -> list[Trunk]:
        """Those that are not known to be down, in their order; from now on all of them are asked."""
        now = self._clock()
        return [trunk for trunk in trunks if not self.learn(trunk).is_down(now=now)]

    def learn(self, trunk: Trunk) -> Health:
        if trunk.address not in self._known:
            bare = Trunk(host=trunk.host, port=trunk.port, transport=trunk.transport)
            self._known[trunk.address] = Health(bare, self._clock())
            self._soon.set()
        health = self._known[trunk.address]
        health.wanted_at = self._clock()
        return health

    def said_nothing(self, trunk: Trunk) -> None:
        """A call by it found nobody there: it is asked at once."""
        health = self.learn(trunk)
        self._count(health, is_alive=False)
        health.asked_at = float("-inf")
        self._soon.set()

    def took_a_call(self, trunk: Trunk) -> None:
        self._count(self.learn(trunk), is_alive=True)

    def standings(self) -> list[dict[str, object]]:
        """For whoever looks after the dialer."""
        now = self._clock()
        return [
            {"trunk": address, "is_down": health.is_down(now=now), "answers_pings": health.answers_pings}
            for address, health in sorted(self._known.items())
        ]

    async def for_ever(self) -> None:
        """Ask each whose time has come; one silent trunk keeps no other waiting."""
        while True:
            now = self._clock()
            self._known = {at: each for at, each in self._known.items() if now - each.wanted_at < FORGET_SECONDS}
            due = [
                health for health in self._known.values() if health.is_due(now=now, every_seconds=self._every_seconds)
            ]
            await asyncio.gather(*(self.look(health) for health in due))
            self._soon.clear()
            await sooner(self._soon, seconds=min(1.0, self._every_seconds / 3))

    async def look(self, health: Health) -> int | None:
        """What it answers just now; None for silence."""
        health.asked_at = self._clock()
        try:
            sip_status = await self._ask(health.trunk)
        except Silent:
            # Silence says something of those alone that have answered before.
            if health.answers_pings or health.down_since is not None:
                self._count(health, is_alive=False)
            return None
        health.answers_pings = True
        self._count(health, is_alive=sip_status != OUT_OF_SERVICE)
        return sip_status

    def _count(self, health: Health, *, is_alive: bool) -> None:
        if is_alive:
            if health.worked():
                log.info("dialer.trunk_back", kind=health.trunk.transport)
        elif health.missed(now=self._clock()):
            log.warning("dialer.trunk_down", kind=health.trunk.transport)


async def sooner(event: asyncio.Event, *, seconds: float) -> None:
    """Until it happens, or so long."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
