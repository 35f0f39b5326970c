"""A script rehearsed with all simulated callers, before anybody real hears it: who breaks it, where, and why."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from apps.scripts.document import Script
from apps.voice.policy.brief import Brief

from . import checks, run
from .callers import CALLERS, Caller
from .run import Simulated, Turn

# Three ways to say everything; each caller at least once, the rest as far as the seconds reach.
SEEDS, MOST_SECONDS = 3, 5.0
_FACTS = {"first_name": "Ada"}


@dataclass(frozen=True)
class Break:
    """What went wrong with a caller, and the conversation up to there."""

    caller: str
    why: tuple[str, ...]
    turns: tuple[Turn, ...]

    @property
    def who(self) -> str:
        """ "Asks if robot"."""
        return self.caller.replace("_", " ").capitalize()


@dataclass(frozen=True)
class Rehearsal:
    """`calls` were made by `callers` sorts of people; a caller breaks it once, however often."""

    calls: int
    callers: int
    seconds: float
    breaks: tuple[Break, ...]

    @property
    def passed(self) -> int:
        return self.callers - len(self.breaks)


def of(
    script: Script, *, callers: Iterable[Caller] = CALLERS, clock: Callable[[], float] = time.monotonic
) -> Rehearsal:
    """Deterministic but for what no longer fits into `MOST_SECONDS`."""
    brief, began, who = run.brief_for(script, _FACTS), clock(), tuple(callers)
    broken: dict[str, Break] = {}
    calls = 0
    for seed in range(SEEDS):
        for caller in who:
            if seed and clock() - began > MOST_SECONDS:
                break
            calls += 1
            done = run.converse(brief, caller, seed=seed)
            if done.broken and caller.name not in broken:
                broken[caller.name] = _broken(brief, caller, done)
    return Rehearsal(calls, len(who), clock() - began, tuple(broken.values()))


def _broken(brief: Brief, caller: Caller, done: Simulated) -> Break:
    moves = [turn.move for turn in done.turns if turn.move]
    last = min(checks.place(brief, caller, moves, why) for why in done.broken)
    return Break(caller.name, done.broken, _up_to(done.turns, last))


def _up_to(turns: tuple[Turn, ...], move: int) -> tuple[Turn, ...]:
    """All until so many moves have been made."""
    made = 0
    for at, turn in enumerate(turns, start=1):
        made += turn.move is not None
        if made == move:
            return turns[:at]
    return turns
