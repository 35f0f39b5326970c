"""Use case: an engine of the agent's failed in a call: its connection's health, and who begins in the next one."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from apps.integrations.errors import Unanswered
from apps.integrations.models import Connection, Family
from apps.tenants import access

from . import breaker, dispatch, kit, mishap, plan
from .breaker import Trouble

# So long the next calls begin with another one; then it is tried again, in a call.
REST = timedelta(minutes=5)


def usable(tenant_id: int, *, now: datetime) -> list[Connection]:
    """The tenant's engines, read anew, the preferred ones first; those that failed lately stand behind the others."""
    with access.as_tenant(tenant_id):
        connections = Connection.objects.for_tenant(tenant_id)
        families = (Family.HEARING, Family.SPEECH, Family.THINKING)
        found = [each for family in families for each in connections.usable(family)]
    return sorted(found, key=lambda each: _rests(each, now=now))


def failed(tenant_id: int, connection_id: int, *, reason: str, now: datetime) -> None:
    """It erred or was too late; the team is told once where the vendor is down."""
    connection = _found(tenant_id, connection_id)
    if connection is None:
        return
    said = f"in a call: {reason}"
    trouble = breaker.failed(connection, reason=said, now=now)
    with access.as_tenant(tenant_id):
        Connection.objects.filter(tenant_id=tenant_id, pk=connection_id).update(probe_at=now + REST)
    kit.forget()
    if trouble is Trouble.BEGINS:
        mishap.vendor_down(connection, Unanswered(said), now=now)


def refused(tenant_id: int, connection_id: int, *, now: datetime) -> None:
    """Its credentials are no good: not used until a person changes them, of which the team is told once."""
    connection = _found(tenant_id, connection_id)
    reason = "the credentials were refused in a call"
    if connection is None or not breaker.refused(connection, reason=reason):
        return
    kit.forget()
    with access.as_tenant(tenant_id):
        told = Connection.objects.for_tenant(tenant_id).usable(Family.ALERTS)
        key = f"{connection_id}:{now:%Y%m%dT%H%M%S}"
        alerts = [plan.alert("vendor_down", key, each.pk, name=connection.name, reason=reason) for each in told]
        dispatch.write(alerts, tenant_id=tenant_id, lead=None)


def worked(tenant_id: int, connection_ids: Iterable[int], *, now: datetime) -> None:
    """They served a call to its end."""
    for connection_id in connection_ids:
        connection = _found(tenant_id, connection_id)
        if connection is not None and connection.state != Connection.State.UNAUTHORIZED:
            breaker.worked(connection, now=now)


def _found(tenant_id: int, connection_id: int) -> Connection | None:
    with access.as_tenant(tenant_id):
        return Connection.objects.for_tenant(tenant_id).filter(pk=connection_id).first()


def _rests(connection: Connection, *, now: datetime) -> bool:
    return bool(connection.failures and connection.probe_at and connection.probe_at > now)
