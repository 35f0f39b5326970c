"""A rep's own app: it dials the lead by itself, and the dialer it belongs to tells how that goes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from apps.sandbox.callbacks import Thread
from apps.sandbox.carrier import ringing
from apps.sandbox.world import World

# From the order to the moment when the app has dialled.
DIALLING_SECONDS = 0.1
LISTEN_SECONDS = 3.0
RING_SECONDS = 45.0
_ids = count(700_000_001)


@dataclass(eq=False)
class Dialled:
    """One call. `tell` is asked to pass on how it stands: created, answered, over."""

    world: World
    vendor: str
    user: str
    to: str
    from_: str
    tell: Callable[[Dialled, str], None]
    # What it was ordered with, for whoever gives that back.
    note: str = ""
    id: int = field(default_factory=lambda: next(_ids))
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    thread: Thread = field(default_factory=Thread)
    life: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        self.created_at = self.world.clock.now()

    @property
    def ring_timeout_seconds(self) -> float:
        return RING_SECONDS

    def initiate(self) -> None:
        self.news("call.placed", user=self.user)
        self.tell(self, "created")

    def start_ringing(self) -> None:
        self.news("call.ringing")

    def answer(self) -> None:
        self.answered_at = self.world.clock.now()
        self.news("call.answered", at=self.answered_at)
        self.tell(self, "answered")

    def end(self, status: str, *, sip_code: int) -> None:
        """Over, once; a later end changes nothing."""
        if self.ended_at is not None:
            return
        self.ended_at = self.world.clock.now()
        self.news("call.ended", status=status, sip_response_code=sip_code)
        self.tell(self, "over")

    def news(self, kind: str, **facts: object) -> None:
        """Write it into the journal."""
        facts.setdefault("at", self.world.clock.now())
        named = {"to": self.to, "from": self.from_, "id": str(self.id), "leg": "lead"}
        self.world.journal.write(self.vendor, kind, **named, **facts)


def dial(call: Dialled) -> Dialled:
    """Let the app do its work."""
    call.life = call.world.spawn(_live(call))
    return call


def hang_up(call: Dialled) -> None:
    """The rep's hand, or whoever may stand for it."""
    ringing.hang_up(call)
    if call.life is not None:
        call.life.cancel()


async def _live(call: Dialled) -> None:
    await asyncio.sleep(DIALLING_SECONDS)
    if await ringing.is_answered(call):
        talk_ms = call.world.people.at(call.to).talk_ms
        await asyncio.sleep(LISTEN_SECONDS if talk_ms is None else talk_ms / 1000)
        call.end("completed", sip_code=200)
