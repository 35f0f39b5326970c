"""A vendor that is down is asked by one step at a time; the others wait for it without using up their attempts."""

from datetime import datetime, timedelta
from enum import Enum
from random import random

from django.db.models import F

from apps.core import queues
from apps.integrations.models import Connection
from apps.tenants import access

from .models import Step

# Outages shorter than this are left to the steps' own retries.
TOLERATED_FAILURES = 3
PROBE_EVERY = timedelta(seconds=5)


def wait_seconds(connection: Connection, *, now: datetime) -> float:
    """0 if the step may go: the vendor works, or this step is the one that finds out. Else how long to wait."""
    if connection.state != Connection.State.BROKEN or connection.probe_at is None:
        return 0.0
    if connection.probe_at <= now and _take_the_probe(connection, now=now):
        return 0.0
    return max(1.0, (connection.probe_at - now).total_seconds()) + random() * PROBE_EVERY.total_seconds()


class Trouble(Enum):
    """What one more failure says of a vendor."""

    PASSING = "perhaps only this request"
    BEGINS = "the vendor is down, since now"
    GOES_ON = "the vendor is down, and that is known"


def failed(connection: Connection, *, reason: str, now: datetime) -> Trouble:
    """The vendor could not be reached once more."""
    with access.as_tenant(connection.tenant_id):
        rows = Connection.objects.filter(pk=connection.pk, tenant_id=connection.tenant_id)
        rows.update(failures=F("failures") + 1, last_error=reason[:300])
        down = rows.filter(failures__gte=TOLERATED_FAILURES).exclude(state=Connection.State.UNAUTHORIZED)
        begins = down.exclude(state=Connection.State.BROKEN).update(state=Connection.State.BROKEN)
        goes_on = down.update(probe_at=now + PROBE_EVERY)
    if begins:
        return Trouble.BEGINS
    return Trouble.GOES_ON if goes_on else Trouble.PASSING


def worked(connection: Connection, *, now: datetime) -> bool:
    """The vendor answered: what waited for it goes now. True for the one answer that ended an outage."""
    if not connection.failures and connection.state == Connection.State.WORKING:
        return False
    with access.as_tenant(connection.tenant_id):
        mine = Connection.objects.filter(pk=connection.pk, tenant_id=connection.tenant_id)
        ended = mine.filter(state=Connection.State.BROKEN).update(state=Connection.State.WORKING)
        mine.update(failures=0, state=Connection.State.WORKING, probe_at=None, last_error="", last_ok_at=now)
        waiting = Step.objects.for_tenant(connection.tenant_id).filter(
            connection_id=connection.pk, state=Step.State.READY, due_at__gt=now
        )
        rings = list(waiting.values_list("queue", "pk"))
        waiting.update(due_at=now)
    queues.ring(rings)
    return bool(ended)


def refused(connection: Connection, *, reason: str) -> bool:
    """The credentials are no good: nothing is sent until a person changes them. False if that was known."""
    with access.as_tenant(connection.tenant_id):
        mine = Connection.objects.filter(pk=connection.pk, tenant_id=connection.tenant_id)
        working = mine.exclude(state=Connection.State.UNAUTHORIZED)
        return bool(working.update(state=Connection.State.UNAUTHORIZED, last_error=reason[:300]))


def has_changed(connection: Connection) -> bool:
    """Whether a person has changed the settings since this worker read them: a refusal was to the old ones."""
    with access.as_tenant(connection.tenant_id):
        stands = Connection.objects.for_tenant(connection.tenant_id).filter(pk=connection.pk).first()
    return stands is not None and stands.settings != connection.settings


def _take_the_probe(connection: Connection, *, now: datetime) -> bool:
    """Exactly one of those who come at the same time may ask."""
    with access.as_tenant(connection.tenant_id):
        mine = Connection.objects.filter(pk=connection.pk, tenant_id=connection.tenant_id, probe_at__lte=now)
        return bool(mine.update(probe_at=now + PROBE_EVERY))
