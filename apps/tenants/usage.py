"""What a month's usage makes of an allowance: what is told, what is held. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from .allowance import Allowance
from .models import CallsHeld

# What is counted by the month.
MEASURES = ("leads", "calls", "agent_minutes")
SHORT, SPENT = 80, 100


@dataclass(frozen=True)
class Used:
    """In one month of the tenant's calendar."""

    leads: int = 0
    calls: int = 0
    agent_minutes: int = 0

    def of(self, measure: str) -> int:
        return int(getattr(self, measure))


@dataclass(frozen=True)
class Mark:
    """So much of a limit is used; `percent` is the mark that is passed."""

    measure: str
    most: int
    percent: int


def marks(allowed: Allowance, used: Used) -> Iterator[Mark]:
    """Every mark that is passed, the lower one first."""
    for measure in MEASURES:
        most = allowed.most(measure)
        for percent in (SHORT, SPENT):
            if most and used.of(measure) * 100 >= most * percent:
                yield Mark(measure, most, percent)


def are_leads_over(allowed: Allowance, used: Used) -> bool:
    """Whether some of the month's leads are beyond the limit, and are to wait."""
    return allowed.holds and 0 < allowed.leads < used.leads


def held_calls(allowed: Allowance, used: Used) -> CallsHeld:
    """Which further calls are to wait: when the agent's minutes are used up, those that it speaks in."""
    if not allowed.holds:
        return CallsHeld.NONE
    if 0 < allowed.calls <= used.calls:
        return CallsHeld.ALL
    return CallsHeld.AGENT if 0 < allowed.agent_minutes <= used.agent_minutes else CallsHeld.NONE
