"""Use case: many failed or held steps are carried out again, one after the other, and stopped while some still wait."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from apps.calls.models import Clearance
from apps.compliance.walls import HOLDING
from apps.leads.models import Lead

from . import replay
from .models import Step

# More than that are a second replay: nobody can watch over them.
MOST = 500


@dataclass(frozen=True)
class Replayed:
    """A step as it was before, and the fence that it keeps until a worker claims it."""

    step_id: int
    fence: int
    state: str
    code: str
    reason: str


def start(tenant_id: int, step_ids: Iterable[int], *, by: str, now: datetime) -> list[Replayed]:
    """Make these ready again in their order, as far as they have failed or are held; in the caller's transaction.

    Who replays what a fraud wall holds has looked at it. The law and the budgets are asked anew by every step.
    """
    ended = Step.objects.for_tenant(tenant_id).filter(pk__in=list(step_ids), state__in=replay.ENDED)
    started = []
    for place, step in enumerate(ended.select_for_update().order_by("pk")[:MOST]):
        if step.state == Step.State.HELD and step.error_code in HOLDING:
            Clearance.give(tenant_id, step.pk, by=by, at=now)
        replay.step(tenant_id, step.pk, now=now, by=by, due_at=now + place * replay.APART)
        started.append(Replayed(step.pk, step.fence, step.state, step.error_code, step.last_error))
    return started


def take_back(tenant_id: int, started: Sequence[Replayed], *, by: str, now: datetime) -> int:
    """Put those back that no worker has touched yet, as they were; how many. In the caller's transaction."""
    return sum(_take_back(tenant_id, each, by=by, now=now) for each in started)


def _take_back(tenant_id: int, each: Replayed, *, by: str, now: datetime) -> int:
    waits = (Step.State.READY, Step.State.UNKNOWN)
    mine = Step.objects.for_tenant(tenant_id).filter(pk=each.step_id, fence=each.fence, state__in=waits)
    done_at = now if each.state == Step.State.DEAD else None
    if not mine.update(state=each.state, error_code=each.code, last_error=each.reason, done_at=done_at):
        return 0
    step = Step.objects.for_tenant(tenant_id).select_related("lead").get(pk=each.step_id)
    if isinstance(step.lead, Lead):
        told = {"step": step.pk, "step_kind": step.kind, "by": by}
        step.lead.tell("step.replay_stopped", at=now, origin=f"step:{step.pk}:{now.isoformat()}", **told)
    return 1


def standing(tenant_id: int, started: Sequence[Replayed]) -> Mapping[str, int]:
    """How many of them are in which state now."""
    ids = [each.step_id for each in started]
    return Counter(Step.objects.for_tenant(tenant_id).filter(pk__in=ids).values_list("state", flat=True))
