"""What a stream has missed while it was cut off, read from the events."""

from django.db import connection

from apps.leads.models import Event
from apps.tenants import access

from .news import News
from .tail import MOST_LOOKED_BACK

MOST_LEADS = 200


def since(tenant_id: int, event_id: int) -> News:
    """The tenant's leads with news after that event; none if there is none, any if there are too many to name.

    A late commit may have a lower id than what was told last, so it looks back a little.
    """
    with access.as_tenant(tenant_id):
        missed = Event.objects.for_tenant(tenant_id).filter(pk__gt=max(event_id - MOST_LOOKED_BACK, 0))
        rows = list(missed.order_by("-pk").values_list("pk", "lead_id")[: MOST_LEADS + 1])
    upto = max([event_id, *(pk for pk, _ in rows)])
    is_much = len(rows) > MOST_LEADS
    return News(tenant_id, upto, frozenset() if is_much else frozenset(str(lead) for _, lead in rows))


def in_thread(tenant_id: int, event_id: int) -> News:
    """The same in a thread that nobody else's query runs in: its connection is not kept."""
    try:
        return since(tenant_id, event_id)
    finally:
        connection.close()
