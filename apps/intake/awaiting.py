"""Use case: keep a notice that only names leads, and promise to fetch each."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from apps.integrations.sources.base import Named
from apps.outreach import dispatch, plan
from apps.outreach.models import Step
from apps.outreach.plan import Planned
from apps.outreach.steps import fetch
from apps.tenants import access

from . import ledger, park
from .doors import Door
from .ledger import Parcel


def promise(door: Door, parcel: Parcel, named: Sequence[Named], *, now: datetime) -> None:
    """Store the notice and its steps together; a lead that was named before is fetched once.

    Where nothing is connected that could fetch, the step waits for a connection, and the team is told.
    """
    steps = [_step(door, parcel, each) for each in named]
    with access.as_tenant(door.source.tenant_id):
        known = Step.objects.for_tenant(door.source.tenant_id).filter(key__in=[step.key for step in steps]).count()
        is_new = known < len({step.key for step in steps})
        ledger.set_aside(parcel, state="awaiting" if is_new else "noted", problems={})
        dispatch.write(steps, tenant_id=door.source.tenant_id, lead=None)
    if is_new and any(step.connection_id is None for step in steps):
        park.tell(door, "lead_waits", reason="nothing is connected that could fetch its leads", now=now)


def _step(door: Door, parcel: Parcel, named: Named) -> Planned:
    connection = fetch.suited(door.kit, door.source.kind, named.account)
    said = asdict(named) | {"submitted_at": named.submitted_at.isoformat() if named.submitted_at else None}
    return plan.fetch(
        door.source.pk,
        said,
        connection_id=connection.pk if connection else None,
        delivery=str(parcel.delivery_id),
        received_at=parcel.received_at.isoformat(),
    )
