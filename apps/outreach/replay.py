"""Use case: a person has a failed or held step carried out again; its history stays."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from apps.integrations.models import Connection
from apps.leads.models import Lead

from . import dispatch
from .models import Step

_ENDED = (Step.State.DEAD, Step.State.HELD)


class NotReplayable(ValueError):
    """The step is still under way, or has had its effect."""


def step(tenant_id: int, step_id: int, *, now: datetime, by: str) -> Step:
    """Make the step ready again, in the caller's transaction. Raises `NotReplayable`, `Step.DoesNotExist`."""
    found = Step.objects.for_tenant(tenant_id).select_related("lead").get(pk=step_id)
    if not _free([found.pk], tenant_id=tenant_id, now=now):
        raise NotReplayable(f"the step is {found.get_state_display().lower()}")
    if isinstance(found.lead, Lead):
        origin = f"step:{found.pk}:{found.fence}"
        found.lead.tell("step.replayed", at=now, origin=origin, step=found.pk, step_kind=found.kind, by=by)
    return found


def of_connection(connection: Connection, *, now: datetime) -> int:
    """The connection works again (new credentials): clear its state, free what was held for it. How many steps."""
    Connection.objects.filter(pk=connection.pk, tenant_id=connection.tenant_id).update(
        state=Connection.State.WORKING, failures=0, probe_at=None, last_error=""
    )
    held = Step.objects.for_tenant(connection.tenant_id).filter(state=Step.State.HELD)
    mine = held.filter(connection_id=connection.pk) | held.filter(connection_id=None, error_code="unauthorized")
    return _free(list(mine.values_list("pk", flat=True)), tenant_id=connection.tenant_id, now=now)


def _free(step_ids: Iterable[int], *, tenant_id: int, now: datetime) -> int:
    steps = Step.objects.for_tenant(tenant_id).filter(pk__in=step_ids, state__in=_ENDED)
    rings = list(steps.values_list("queue", "pk"))
    freed = steps.update(state=Step.State.READY, due_at=now, attempt=0, last_error="", error_code="", done_at=None)
    transaction.on_commit(lambda: dispatch.ring(rings))
    return freed
