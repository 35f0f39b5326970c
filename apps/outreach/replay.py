"""Use case: a person has a failed or held step carried out again; its history stays."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from apps.core import plugins
from apps.integrations.models import Connection
from apps.leads.models import Lead

from . import dispatch, execute, kit
from .models import Step

ENDED = (Step.State.DEAD, Step.State.HELD)


class NotReplayable(ValueError):
    """The step is still under way, or has had its effect."""


def step(tenant_id: int, step_id: int, *, now: datetime, by: str, due_at: datetime | None = None) -> Step:
    """Make the step ready again, in the caller's transaction. Raises `NotReplayable`, `Step.DoesNotExist`."""
    found = Step.objects.for_tenant(tenant_id).select_related("lead").get(pk=step_id)
    if not _free(found, due_at=due_at or now):
        raise NotReplayable(f"the step is {found.get_state_display().lower()}")
    if isinstance(found.lead, Lead):
        origin = f"step:{found.pk}:{found.fence}"
        found.lead.tell("step.replayed", at=now, origin=origin, step=found.pk, step_kind=found.kind, by=by)
    return found


def of_connection(connection: Connection, *, now: datetime) -> int:
    """The connection is new or works again: clear its state, free what was held for want of it. How many steps.

    They go once every process has noticed (`kit`): with the old credentials it would be paused again.
    """
    Connection.objects.filter(pk=connection.pk, tenant_id=connection.tenant_id).update(
        state=Connection.State.WORKING, failures=0, probe_at=None, last_error=""
    )
    held = Step.objects.for_tenant(connection.tenant_id).filter(state=Step.State.HELD)
    mine = held.filter(Q(connection_id=connection.pk, error_code="unauthorized") | Q(error_code="no_connection"))
    due_at = now + timedelta(seconds=kit.LIFE_SECONDS + 1)
    return sum(_free(step, due_at=due_at) for step in mine.order_by("pk"))


def _free(step: Step, *, due_at: datetime) -> int:
    """Ready again; what may have had its effect is looked up first, for no phone rings twice on a guess."""
    mine = Step.objects.for_tenant(step.tenant_id).filter(pk=step.pk, state__in=ENDED)
    state = Step.State.UNKNOWN if _may_have_happened(step) else Step.State.READY
    freed = mine.update(state=state, due_at=due_at, attempt=0, last_error="", error_code="", done_at=None)
    transaction.on_commit(lambda: dispatch.ring([(step.queue, step.pk)]), robust=True)
    return freed


def _may_have_happened(step: Step) -> bool:
    try:
        return execute.handler_for(step.kind).may_have_happened(step)
    except plugins.NoSuchPlugin:
        return True
