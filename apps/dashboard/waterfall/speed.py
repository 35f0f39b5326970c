"""The product's one figure: how long from the form to the ringing phone, and whose time that was."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from apps.leads import progress

from .facts import Fact, first

TARGET_MS = 5_000
LATEST_MS = 60_000
RINGS = progress.RINGS


@dataclass(frozen=True)
class Speed:
    """Milliseconds from the received form to ringing, of which `law_ms` were spent waiting for a lawful hour.

    `ours_ms` is the rest until the request was at the carrier.
    """

    ring_ms: float
    ours_ms: float
    law_ms: float = 0.0

    @property
    def carrier_ms(self) -> float:
        return self.ring_ms - self.ours_ms - self.law_ms


def of(facts: Sequence[Fact]) -> Speed | None:
    """None while nothing has rung."""
    ringing, requested = first(facts, *RINGS), first(facts, "call.requested")
    if ringing is None:
        return None
    ring_ms = max(ringing.ms, 0.0)
    asked_ms = min(requested.ms, ring_ms) if requested else ring_ms
    law_ms = _law_ms(facts, until_ms=asked_ms)
    return Speed(ring_ms, asked_ms - law_ms, law_ms)


def _law_ms(facts: Sequence[Fact], *, until_ms: float) -> float:
    """From each postponement of the call to when it was taken up again."""
    calls = [fact for fact in facts if fact.of("step_kind") == "call" and fact.ms <= until_ms]
    return sum(after.ms - before.ms for before, after in pairwise(calls) if before.kind == "step.postponed")


def verdict(ms: float) -> str:
    """ "good" within the target, "fair" within a minute, else "slow"."""
    if ms <= TARGET_MS:
        return "good"
    return "fair" if ms <= LATEST_MS else "slow"
