"""The product's one figure: how long from the form to the ringing phone, and whose time that was."""

from collections.abc import Sequence
from dataclasses import dataclass

from .facts import Fact, first

TARGET_MS = 5_000
LATEST_MS = 60_000
# Some carriers report no ringing when the phone is picked up at once.
RINGS = ("call.ringing", "call.answered")


@dataclass(frozen=True)
class Speed:
    """Milliseconds from the received form to ringing; `ours_ms` until the request was at the carrier."""

    ring_ms: float
    ours_ms: float

    @property
    def carrier_ms(self) -> float:
        return self.ring_ms - self.ours_ms


def of(facts: Sequence[Fact]) -> Speed | None:
    """None while nothing has rung."""
    ringing, requested = first(facts, *RINGS), first(facts, "call.requested")
    if ringing is None:
        return None
    ring_ms = max(ringing.ms, 0.0)
    return Speed(ring_ms, min(requested.ms, ring_ms) if requested else ring_ms)


def verdict(ms: float) -> str:
    """ "good" within the target, "fair" within a minute, else "slow"."""
    if ms <= TARGET_MS:
        return "good"
    return "fair" if ms <= LATEST_MS else "slow"
