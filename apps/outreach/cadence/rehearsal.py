"""A ladder played through for a lead who never answers: every attempt with its instant and its why."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from . import planner
from .history import History, Outcome, Surroundings
from .ladder import Ladder
from .planner import Ended, PlannedRung

# A phone that nobody picks up rings about so long.
RING = timedelta(seconds=25)


@dataclass(frozen=True)
class Rehearsal:
    """What would be tried, and how it would end."""

    attempts: list[PlannedRung]
    end: Ended


def play(
    ladder: Ladder, *, first_at: datetime, window: timedelta, around: Surroundings, outcome: Outcome = Outcome.NO_ANSWER
) -> Rehearsal:
    """From a first call at `first_at`; every call ends like `outcome`. `window`: how long a number rests."""
    attempts: list[PlannedRung] = []
    called_at, calls = first_at, 1
    while True:
        history = History(
            outcome=outcome,
            ended_at=called_at + RING,
            free_at=called_at + window,
            position=attempts[-1].position if attempts else 0,
            calls=calls,
        )
        more, end = planner.leg(ladder, history, now=history.ended_at, around=around)
        attempts += more
        if end:
            return Rehearsal(attempts, end)
        called_at, calls = more[-1].due_at, calls + 1
