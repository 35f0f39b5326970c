"""Use case: a person has a failed or held step carried out again; its history stays."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from apps.compliance.facts import UsedUp
from apps.core import plugins
from apps.integrations.models import Connection
from apps.leads.models import Lead
from apps.tenants.models import CallsHeld, Tenant

from . import dispatch, execute, kit
from .models import Step

ENDED = (Step.State.DEAD, Step.State.HELD)
# A vendor that has just come back is not to be knocked over again; and a person can still change their mind.
APART = timedelta(milliseconds=50)


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


def of_plan(tenant: Tenant, *, now: datetime, most: int) -> int:
    """The plan has room again: free the oldest steps that were held for want of it, one after the other; how many."""
    held = Step.objects.for_tenant(tenant).filter(_has_room(tenant), state=Step.State.HELD).select_related("lead")
    freed = 0
    for place, step in enumerate(held.order_by("pk")[:most]):
        if _free(step, due_at=now + place * APART) and isinstance(step.lead, Lead):
            freed += 1
            origin = f"step:{step.pk}:{step.fence}"
            step.lead.tell("plan.eased", at=now, origin=origin, step=step.pk, step_kind=step.kind)
    return freed


def _has_room(tenant: Tenant) -> Q:
    """Which of the steps that are held for the plan would go now."""
    has_room = Q(error_code=UsedUp.LEADS)
    if tenant.leads_held_from is not None:
        has_room &= Q(lead__received_at__lt=tenant.leads_held_from)
    if tenant.calls_held != CallsHeld.ALL:
        has_room |= Q(error_code=UsedUp.CALLS)
    if tenant.calls_held == CallsHeld.NONE:
        has_room |= Q(error_code=UsedUp.MINUTES)
    return has_room


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
