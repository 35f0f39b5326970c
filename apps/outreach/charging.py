"""Use case: providers are asked what they charged, some minutes after the end of a call or a text, and a few times."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from apps.calls import rating
from apps.calls.models import Cost
from apps.calls.rates import Service
from apps.core.clock import Clock
from apps.integrations.errors import Rejected, Unanswered, Unauthorized, Unavailable
from apps.integrations.models import Connection
from apps.tenants import access

from . import dispatch, plan

EVERY = timedelta(seconds=20)
MOST_AT_ONCE = 50
# Well within a step's lease, whatever the last of the requests takes.
LONGEST = timedelta(seconds=12)


@dataclass(frozen=True)
class Due:
    """A cost, and what the provider calls the call or the text."""

    cost: Cost
    provider_id: str


def promise(*, now: datetime) -> int:
    """One step a connection and minute, where something is due; gives for how many connections."""
    found = access.fetch(_CONNECTIONS, {"now": now}, tenant_id=access.EVERY_TENANT)
    slot = int(now.timestamp() // EVERY.total_seconds())
    for tenant_id, connection_id in found:
        with access.as_tenant(tenant_id):
            dispatch.write([plan.charges(connection_id, slot)], tenant_id=tenant_id, lead=None)
    return len(found)


def ask(connection: Connection, *, clock: Clock) -> bool:
    """Ask for what is due at the connection's provider; False if more is left. Raises the remedies of `errors`.

    No transaction is open while the provider is asked. What it has never heard of keeps its estimate; what it does not
    answer for is looked at later, so that no one call stands before the others.
    """
    until = clock() + LONGEST
    due = _due(connection, now=clock())
    for each in due:
        if clock() > until:
            return False
        _ask(connection, each, clock=clock)
    return len(due) < MOST_AT_ONCE


def _ask(connection: Connection, due: Due, *, clock: Clock) -> None:
    provider = connection.telephony() if due.cost.service == Service.CALL else connection.sms()
    try:
        charge = provider.charge(due.provider_id)
    except Rejected:
        charge = None
    except (Unavailable, Unanswered, Unauthorized):
        rating.look_later(due.cost, now=clock())
        raise
    if charge is None:
        rating.look_later(due.cost, now=clock())
    else:
        rating.report(due.cost, charge)


def _due(connection: Connection, *, now: datetime) -> list[Due]:
    with access.as_tenant(connection.tenant_id):
        costs = Cost.objects.for_tenant(connection.tenant_id).select_related("call", "message")
        found = costs.filter(connection_id=connection.pk, look_at__lte=now).order_by("look_at", "id")
        return [Due(cost, _provider_id(cost)) for cost in found[:MOST_AT_ONCE]]


def _provider_id(cost: Cost) -> str:
    about = cost.call or cost.message
    return about.provider_id if about else ""


_CONNECTIONS = """
SELECT DISTINCT k.tenant_id, k.connection_id FROM calls_cost k
JOIN integrations_connection n ON n.tenant_id = k.tenant_id AND n.id = k.connection_id AND n.is_active
WHERE k.look_at <= %(now)s::timestamptz AND n.state <> 'unauthorized'
  -- One at a time: a provider that is down gathers no queue of questions.
  AND NOT EXISTS (
      SELECT FROM outreach_step s
      WHERE s.tenant_id = k.tenant_id AND s.kind = 'charges' AND s.params ->> 'connection' = k.connection_id::text
        AND s.state IN ('ready', 'leased', 'unknown', 'waiting', 'held'))
"""
