"""What the pretend carrier charges, and when it knows: some time after the end, as a real one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from apps.sandbox.world import World

# Of the sandbox's own clock, which can be moved.
KNOWN_AFTER = timedelta(seconds=60)
# In hundredths of a cent, a minute begun: to leads, and to reps, who are dialled from within a call.
A_MINUTE, A_REPS_MINUTE = 140, 110
A_SEGMENT = 83


class Ended(Protocol):
    """A call as its price wants to know it."""

    world: World
    parent_sid: str | None
    ended_at: datetime | None

    @property
    def duration_seconds(self) -> int: ...


def of_call(call: Ended) -> str | None:
    """Negative, as Twilio writes it: "-0.01400"; None while it is not known, and where nobody talked."""
    if not _is_known(call.world, call.ended_at) or not call.duration_seconds:
        return None
    rate = A_REPS_MINUTE if call.parent_sid else A_MINUTE
    return _written(rate * -(-call.duration_seconds // 60))


def of_text(world: World, sent_at: datetime | None, *, segments: int) -> str | None:
    return _written(A_SEGMENT * segments) if _is_known(world, sent_at) else None


def _is_known(world: World, at: datetime | None) -> bool:
    return at is not None and world.clock.now() - at >= KNOWN_AFTER


def _written(hundredths_of_a_cent: int) -> str:
    return f"-{hundredths_of_a_cent / 10_000:.5f}"
