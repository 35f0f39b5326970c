"""A ladder played through: for a lead who never answers, or again for one of the past."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from . import planner
from .history import History, Outcome, Stop, Surroundings
from .ladder import Ladder
from .planner import Ended, PlannedRung

# A phone that nobody picks up rings about so long.
RING = timedelta(seconds=25)


@dataclass(frozen=True)
class Tried:
    """How a call ended, and how long it took from its start."""

    outcome: Outcome
    took: timedelta = RING


@dataclass(frozen=True)
class Past:
    """What is known of a lead: its calls in their order, `then` for those beyond, and when it was reached otherwise."""

    first_at: datetime
    calls: Sequence[Tried]
    then: Tried = Tried(Outcome.NO_ANSWER)
    reached_at: datetime | None = None

    def call(self, number: int) -> Tried:
        """The call of that number, from 1."""
        return self.calls[number - 1] if number <= len(self.calls) else self.then


@dataclass(frozen=True)
class Rehearsal:
    """What would be tried, and how it would end."""

    attempts: list[PlannedRung]
    end: Ended


def play(
    ladder: Ladder, *, first_at: datetime, window: timedelta, around: Surroundings, outcome: Outcome = Outcome.NO_ANSWER
) -> Rehearsal:
    """From a first call at `first_at`; every call ends like `outcome`. `window`: how long a number rests."""
    return again(ladder, Past(first_at, (), Tried(outcome)), window=window, around=around)


def again(ladder: Ladder, past: Past, *, window: timedelta, around: Surroundings) -> Rehearsal:
    """The nth call ends as the lead's nth call did, whenever it is made; nothing is tried once the lead was reached."""
    attempts: list[PlannedRung] = []
    called_at, calls = past.first_at, 1
    while (tried := past.call(calls)).outcome is not Outcome.ANSWERED:
        history = History(
            outcome=tried.outcome,
            ended_at=called_at + tried.took,
            free_at=called_at + window,
            position=attempts[-1].position if attempts else 0,
            calls=calls,
        )
        more, end = planner.leg(ladder, history, now=history.ended_at, around=around)
        if past.reached_at and any(each.due_at >= past.reached_at for each in more):
            attempts += [each for each in more if each.due_at < past.reached_at]
            return Rehearsal(attempts, Ended(Stop.REPLIED, is_stopped=True))
        attempts += more
        if end:
            return Rehearsal(attempts, end)
        called_at, calls = more[-1].due_at, calls + 1
    return Rehearsal(attempts, Ended(Stop.ANSWERED, is_stopped=True))
