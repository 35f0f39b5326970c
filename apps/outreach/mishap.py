"""Use case: a step has failed for good, or can't go on without a person; the team is told, with the cause."""

from datetime import datetime

from apps.integrations.errors import ProviderError
from apps.integrations.models import Connection, Family
from apps.tenants import access

from . import breaker, dispatch, plan, retry, settle
from .models import Step
from .outcomes import Held

AFTER_CRASH_SECONDS = 10.0
# A step claimed so often without an end is not worth a worker any more.
MOST_CLAIMS = 40
# An alert about a failed alert would chase its own tail; of an endpoint that fails the team hears once, when it is
# switched off. The pages show both.
_UNTOLD = frozenset({"alert", "event"})


def died(step: Step, error: ProviderError, *, now: datetime) -> None:
    """Make the step a dead letter and alert the team."""
    with access.as_tenant(step.tenant_id):
        settle.dead(step, reason=error.reason, code=error.code, now=now)
        _alert(step, "step_dead", reason=error.reason, code=error.code)


def unauthorized(step: Step, connection: Connection | None, error: ProviderError, *, now: datetime) -> None:
    """Hold the step, pause the connection, alert the team once a pause; `replay.of_connection` sets both free."""
    with access.as_tenant(step.tenant_id):
        settle.outcome(step, Held(error.reason, code="unauthorized"), now=now)
        if connection is None or breaker.refused(connection, reason=error.reason):
            _alert(step, "unauthorized", reason=error.reason, code=error.code)


def vendor_down(connection: Connection, error: ProviderError, *, now: datetime) -> None:
    """A vendor has stopped answering: told once an outage, by the messengers that still work."""
    outage = f"{connection.pk}:{now:%Y%m%dT%H%M}"
    with access.as_tenant(connection.tenant_id):
        working = Connection.objects.for_tenant(connection.tenant_id).usable(Family.ALERTS).exclude(pk=connection.pk)
        down = [
            plan.alert("vendor_down", outage, each.pk, name=connection.name, reason=error.reason) for each in working
        ]
        dispatch.write(down, tenant_id=connection.tenant_id, lead=None)


def vendor_back(connection: Connection, *, now: datetime) -> None:
    """The outage is over: whoever was told of its beginning is told of its end, by the same key."""
    begun = Step.objects.for_tenant(connection.tenant_id).filter(
        kind="alert", key__startswith=plan.alert_prefix("vendor_down", f"{connection.pk}:")
    )
    with access.as_tenant(connection.tenant_id):
        latest = begun.order_by("connection_id", "-pk").distinct("connection_id").exclude(connection_id=None)
        over = [
            plan.alert("vendor_back", str(told.pk), int(told.connection_id or 0), name=connection.name, ends=told.key)
            for told in latest
        ]
        dispatch.write(over, tenant_id=connection.tenant_id, lead=None)


def crashed(step: Step, error: Exception, *, is_repeatable: bool, now: datetime) -> None:
    """Our own code failed on it: later again, and a dead letter if that goes on."""
    reason = f"internal error: {type(error).__name__}"
    is_hopeless = retry.is_spent(step.attempt) if is_repeatable else step.fence >= MOST_CLAIMS
    if is_hopeless:
        died(step, ProviderError(reason, code="internal"), now=now)
    elif is_repeatable:
        settle.retried(step, reason=reason, code="internal", seconds=AFTER_CRASH_SECONDS, now=now)
    else:
        settle.unknown(step, reason=reason, code="internal", look_in_seconds=AFTER_CRASH_SECONDS, now=now)


def _alert(step: Step, about: str, *, reason: str, code: str) -> None:
    if step.kind in _UNTOLD:
        return
    told = Connection.objects.for_tenant(step.tenant_id).usable(Family.ALERTS)
    dispatch.write(
        [
            plan.alert(
                about, f"{step.pk}:{step.fence}", each.pk, step=step.pk, kind=step.kind, reason=reason, code=code
            )
            for each in told
        ],
        tenant_id=step.tenant_id,
        lead=step.lead,
    )
