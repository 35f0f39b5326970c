"""Use case: every few minutes, ask the platforms that only name leads whether a notice has been lost.

Their own repetitions end after a day and a half, and a page whose subscription has lapsed sends none.
"""

from datetime import datetime, timedelta

from apps.integrations import catalog
from apps.integrations.models import Connection, Family
from apps.tenants import access

from . import dispatch, plan

EVERY = timedelta(minutes=5)
# How far back is looked: through any outage that a person would let stand.
SPAN = timedelta(days=2)


def promise(*, now: datetime) -> int:
    """One step a connection and five minutes, however many sweepers ask; gives how many connections there are."""
    able = [each for each in catalog.vendors(Family.FORMS) if catalog.vendor_class(Family.FORMS, each).looks_back]
    with access.as_platform():
        usable = Connection.objects.usable(Family.FORMS).filter(vendor__in=able)
        found = list(usable.values_list("tenant_id", "pk"))
    slot = int(now.timestamp() // EVERY.total_seconds())
    for tenant_id, connection_id in found:
        with access.as_tenant(tenant_id):
            dispatch.write([plan.look_back(connection_id, slot)], tenant_id=tenant_id, lead=None)
    return len(found)
