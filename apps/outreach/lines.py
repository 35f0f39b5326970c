"""By which connection a call goes out, and whether now: the paces of tenant and platform over the book of lines."""

from django.conf import settings

from apps.calls import slots
from apps.calls.pacing import Limit, Route, Scope
from apps.calls.slots import Busy
from apps.integrations.models import Connection, Family
from apps.tenants import access

from . import plan
from .kit import Kit
from .models import Step
from .outcomes import Again, Held


def take(step: Step, works: Kit) -> Connection | Again | Held:
    """The connection to call by, its line taken; or when to come again. Opens a transaction of its own.

    What the preferred connection has no line for goes by the next that has one sooner.
    """
    connections = _in_order(works)
    if not connections:
        return Held("no carrier is connected", code="no_connection")
    found = slots.take(
        step.tenant_id,
        step.pk,
        routes=[Route(each.pk, str(each.settings.get("caller_id", ""))) for each in connections],
        limits=_limits(works),
        is_fresh=step.priority < plan.RETRY_PRIORITY,
    )
    if isinstance(found, Busy):
        waits = "its turn to call is booked" if found.is_booked else "waits for a free line"
        return Again(found.seconds, waits, costs_attempt=False)
    return next(each for each in connections if each.pk == found.route.connection_id)


def release(tenant_id: int, step_id: int | None, works: Kit) -> None:
    """The step's call is over or was never placed; in the caller's transaction, or in one of its own."""
    if step_id is not None and any(limit.binds for limit in _limits(works)):
        with access.as_tenant(tenant_id):
            slots.release(tenant_id, step_id)


def _in_order(works: Kit) -> list[Connection]:
    """Those that work before those that don't, else as the tenant made them."""
    usable = works.usable(Family.TELEPHONY)
    return sorted(usable, key=lambda each: each.state == Connection.State.BROKEN)


def _limits(works: Kit) -> list[Limit]:
    platform = Limit(Scope.PLATFORM, settings.LEADHUB_CALLS_PER_SECOND, settings.LEADHUB_CALLS_AT_ONCE)
    return [platform, *(limit for pace in works.paces for limit in pace.limits())]
