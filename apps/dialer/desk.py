"""Takes orders: each token once, no more than there is room for, and only to trunks that one may call."""

import asyncio
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from apps.integrations import reach
from apps.integrations.errors import Rejected
from apps.integrations.wire.dialer import Change, Order, Seat, Trunk

from .book import Kept
from .house import House
from .life import Life
from .moment import now

# How long a look at a host's addresses is good for.
_LOOKED_SECONDS = 60.0


class NotTaken(Exception):
    """Nothing was dialled. `is_passing`: another time it may be taken."""

    def __init__(self, code: str, *, is_passing: bool = True) -> None:
        super().__init__(code)
        self.code, self.is_passing = code, is_passing


@dataclass
class Desk:
    """`trusted` are trunks that may be private: "sip://127.0.0.1:5070"."""

    house: House
    most_calls: int
    trusted: frozenset[str] = frozenset()
    is_draining: bool = False
    _living: dict[str, Life] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _looked: dict[tuple[str, int], float] = field(default_factory=dict)
    # When an order was first refused as worn.
    _worn_at: float | None = None

    @property
    def calls(self) -> int:
        return len(self._living)

    def is_spent(self, *, after_seconds: float) -> bool:
        """Whether only a fresh process can go on: worn, and nobody talks, or orders have been refused for so long."""
        if not self._living:
            return self.house.stack.is_worn
        return self._worn_at is not None and time.monotonic() - self._worn_at > after_seconds

    async def place(self, order: Order) -> Kept:
        """The call, on its way; the very same if the token is known. Raises `NotTaken`."""
        if known := self.house.book.by_token(order.token):
            return known
        trunks = await self._callable(order.trunks)
        if known := self.house.book.by_token(order.token) or self._seated(order.seat):
            return known
        self._check_room(order, trunks)
        life = await self._written(order)
        self._begin(life)
        return life.kept

    async def hang_up(self, call_id: str) -> None:
        """Harmless for a call that is over."""
        if life := self._living.get(call_id):
            await life.hang_up()

    def send_elsewhere(self, call_id: str, url: str) -> bool:
        """Whether somebody has answered this call, and is still there."""
        life = self._living.get(call_id)
        return bool(life and life.send_elsewhere(url))

    def change(self, name: str, label: str, change: Change) -> bool:
        """Whether somebody is there in the room by this label, whose place it is."""
        found = self.house.rooms.place(name, label)
        if found:
            room, place = found
            room.change(place, change)
        return bool(found)

    def remove(self, name: str, label: str) -> bool:
        """The same: they leave the room."""
        found = self.house.rooms.place(name, label)
        if found:
            room, place = found
            room.leave(place)
        return bool(found)

    async def asked(self, trunks: Sequence[Trunk]) -> list[int | None]:
        """The SIP status that each answers just now; None for silence. Raises `NotTaken`."""
        await self._callable(trunks)
        known = self.house.trunks
        return list(await asyncio.gather(*(known.look(known.learn(trunk)) for trunk in trunks)))

    async def retell(self, kept: Kept) -> None:
        """An end that LeadHub has not heard of, from before."""
        if await self.house.mail.tell(kept.status_url, kept.standing):
            self.house.book.told(kept)

    async def drain(self, *, seconds: float) -> None:
        """Take nothing new, wait for what talks, and hang up what still does after so long."""
        self.is_draining = True
        if not await self._is_empty(seconds=seconds):
            await asyncio.gather(*(life.hang_up() for life in list(self._living.values())))
            await self._is_empty(seconds=5.0)

    async def _is_empty(self, *, seconds: float) -> bool:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        return not self._tasks

    async def _written(self, order: Order) -> Life:
        """Nothing goes out before the disk knows of it: whoever comes after a crash must not place it again."""
        try:
            kept = self.house.book.take(order, now=now())
        except OSError as error:
            raise NotTaken("no_journal") from error
        life = self._living[kept.standing.id] = Life(kept, order, self.house)
        try:
            await asyncio.to_thread(self.house.book.settle)
        except OSError as error:
            self._living.pop(kept.standing.id)
            self.house.book.forget(kept)
            raise NotTaken("no_journal") from error
        return life

    def _seated(self, seat: Seat | None) -> Kept | None:
        """Who sits there, or is on the way: of one label there is one in a room."""
        if seat is None:
            return None
        if found := self.house.rooms.place(seat.room, seat.label):
            return self.house.book.by_id(found[1].call_id)
        return next((life.kept for life in self._living.values() if life.is_for(seat)), None)

    def _check_room(self, order: Order, trunks: Sequence[Trunk]) -> None:
        if self.is_draining:
            raise NotTaken("draining")
        if len(self._living) >= self.most_calls or not self.house.stack.has_room:
            raise NotTaken("full")
        alive = self.house.trunks.alive(trunks)
        if not alive:
            raise NotTaken("trunks_down")
        if self.house.stack.is_worn and not self.house.stack.knows(alive[0], order.caller_id):
            self._worn_at = self._worn_at or time.monotonic()
            raise NotTaken("worn")

    def _begin(self, life: Life) -> None:
        task = asyncio.create_task(life.run())
        self._tasks.add(task)
        task.add_done_callback(partial(self._over, life))

    def _over(self, life: Life, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._living.pop(life.kept.standing.id, None)

    async def _callable(self, trunks: Sequence[Trunk]) -> Sequence[Trunk]:
        """Raises `NotTaken` for a trunk in somebody's own network: a tenant types its address in."""
        for trunk in trunks:
            await self._look_at(trunk)
        return trunks

    async def _look_at(self, trunk: Trunk) -> None:
        key = (trunk.host, trunk.port)
        if f"sip://{trunk.host}:{trunk.port}" in self.trusted:
            return
        if time.monotonic() - self._looked.get(key, -_LOOKED_SECONDS) < _LOOKED_SECONDS:
            return
        try:
            await asyncio.to_thread(reach.public_addresses, trunk.host, trunk.port)
        except Rejected as error:
            raise NotTaken(error.code, is_passing=False) from error
        except socket.gaierror as error:
            raise NotTaken("no_such_host", is_passing=False) from error
        self._looked[key] = time.monotonic()
