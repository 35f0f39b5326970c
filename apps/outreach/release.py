"""Use case: a person has looked at what a wall held, and lets it go: these steps, or a source's coming leads."""

from collections.abc import Iterable
from datetime import datetime

from apps.calls.models import Clearance
from apps.compliance.walls import HOLDING
from apps.leads.models import Source

from . import replay
from .models import Step


def steps(tenant_id: int, step_ids: Iterable[int], *, by: str, now: datetime) -> int:
    """Clear exactly these steps, as far as a wall holds them, and carry them out again; how many. In the caller's view.

    The law and the budgets are asked anew. A second release of the same step changes nothing.
    """
    held = Step.objects.for_tenant(tenant_id).filter(pk__in=list(step_ids), state=Step.State.HELD)
    freed = 0
    for step in held.filter(error_code__in=HOLDING).order_by("pk"):
        Clearance.give(tenant_id, step.pk, by=by, at=now)
        replay.step(tenant_id, step.pk, by=by, now=now)
        freed += 1
    return freed


def source(paused: Source, *, now: datetime) -> None:
    """Call the source's coming leads again. What was held stays so: `steps` lets it go."""
    paused.resume(at=now)
