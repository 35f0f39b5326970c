"""The replay that a person watches over: kept in their session, by cause, until the next one begins."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.contrib.sessions.backends.base import SessionBase

from apps.outreach.models import Step
from apps.outreach.replays import Replayed

_NAME = "replay"


@dataclass(frozen=True)
class Run:
    tenant_id: int
    started_at: datetime
    steps: Sequence[Replayed]


@dataclass(frozen=True)
class Progress:
    """How many of `all` have had their effect, are still under way, or have failed anew."""

    all: int
    done: int
    open: int
    failed: int
    other: int

    @property
    def width(self) -> str:
        return f"{100 * (self.all - self.open) / (self.all or 1):.2f}%"


def keep(session: SessionBase, run: Run) -> None:
    """Instead of the one before."""
    causes: dict[tuple[str, str, str], list[tuple[int, int]]] = defaultdict(list)
    for each in run.steps:
        causes[each.state, each.code, each.reason].append((each.step_id, each.fence))
    told = [[*cause, steps] for cause, steps in causes.items()]
    session[_NAME] = {"tenant": run.tenant_id, "at": run.started_at.isoformat(), "causes": told}


def find(session: SessionBase, *, tenant_id: int) -> Run | None:
    """The one that this person started at this tenant last."""
    kept = session.get(_NAME)
    if not kept or kept["tenant"] != tenant_id:
        return None
    steps = chain.from_iterable(
        (Replayed(step_id, fence, state, code, reason) for step_id, fence in steps)
        for state, code, reason, steps in kept["causes"]
    )
    return Run(tenant_id, datetime.fromisoformat(kept["at"]), list(steps))


def progress(run: Run, standing: Mapping[str, int]) -> Progress:
    """Where its steps stand."""

    def count(*states: Step.State) -> int:
        return sum(standing.get(state, 0) for state in states)

    done, failed = count(Step.State.DONE), count(Step.State.DEAD, Step.State.HELD)
    still_open = count(*Step.OPEN)
    return Progress(len(run.steps), done, still_open, failed, len(run.steps) - done - failed - still_open)
