"""By which connection and number a call goes out, and whether now: the paces over the book of lines."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from apps.calls import nearest, slots, usage, walls
from apps.calls.nearest import Chosen, Near, Used
from apps.calls.pacing import Limit, Route, Scope
from apps.calls.slots import Busy
from apps.integrations.models import Connection, Family
from apps.tenants import access

from . import plan
from .kit import Kit
from .models import Step
from .outcomes import Again, Held


@dataclass(frozen=True)
class Way:
    """A connection whose line is taken, and the number that the call shows."""

    connection: Connection
    number: Chosen


def take(step: Step, person: str, works: Kit, *, now: datetime, only: int | None = None) -> Way | Again | Held:
    """The way to call `person`, its line taken; or when to come again. Opens transactions of its own.

    What the preferred way has no line for goes by the next that has one sooner; by none but `only`, if that is the
    id of a connection.
    """
    ways = [way for way in _ways(step, person, works, now=now) if only in (None, way.connection.pk)]
    if not ways:
        return Held("no carrier is connected", code="no_connection")
    found = slots.take(
        step.tenant_id,
        step.pk,
        routes=[Route(each.connection.pk, each.number.phone) for each in ways],
        limits=_limits(works),
        is_fresh=step.priority < plan.RETRY_PRIORITY,
    )
    if isinstance(found, Busy):
        waits = "its turn to call is booked" if found.is_booked else "waits for a free line"
        return Again(found.seconds, waits, costs_attempt=False)
    return next(each for each in ways if each.connection.pk == found.route.connection_id)


def release(tenant_id: int, step_id: int | None, works: Kit) -> None:
    """The step's call is over or was never placed; in the caller's transaction, or in one of its own."""
    if step_id is not None and any(limit.binds for limit in _limits(works)):
        with access.as_tenant(tenant_id):
            slots.release(tenant_id, step_id)


def _ways(step: Step, person: str, works: Kit, *, now: datetime) -> list[Way]:
    """Those that work before those that don't, then by how near their number is, else as the tenant made them."""
    since = walls.day_of(now, works.tenant.zone.key)
    used = usage.of(step.tenant_id, person=person, step_id=step.pk, since=since) if works.numbers else Used()
    ways = [Way(each, _number(each, person, works, used)) for each in works.usable(Family.TELEPHONY)]
    return sorted(ways, key=lambda way: (way.connection.state == Connection.State.BROKEN, _rank(way.number.near)))


def _number(connection: Connection, person: str, works: Kit, used: Used) -> Chosen:
    """The connection's own where it has no pool."""
    own = str(connection.settings.get("caller_id", ""))
    mine = [each for each in works.numbers if each.connection_id == connection.pk]
    return nearest.choose(person, mine, used, own=own) if mine else Chosen(own)


def _rank(near: Near) -> Near:
    """A number that is no nearer than any other is no reason to leave the connection that the tenant prefers."""
    return min(near, Near.LEAST_USED)


def _limits(works: Kit) -> list[Limit]:
    platform = Limit(Scope.PLATFORM, settings.LEADHUB_CALLS_PER_SECOND, settings.LEADHUB_CALLS_AT_ONCE)
    return [platform, *(limit for pace in works.paces for limit in pace.limits())]
