"""Use case: a lead that was named has been fetched, and comes in by its source's own door."""

from contextlib import suppress
from datetime import datetime

from apps.integrations.http import JSON, Inbound
from apps.leads.models import Source
from apps.outreach.models import Step
from apps.tenants import access

from . import doors, receive
from .models import Delivery


def take(step: Step, document: bytes, *, now: datetime) -> str:
    """Read and keep the document, and close the notice that named it; gives the lead's id, "" if there is none.

    The lead counts as received when the notice came: the person has waited since then. What can't be read or
    reached is kept and told as if it had been sent. Raises Django's database errors.
    """
    with access.as_tenant(step.tenant_id):
        source = Source.objects.for_tenant(step.tenant_id).select_related("tenant").get(pk=step.params["source"])
    came = Inbound("GET", "", {"Content-Type": JSON}, document)
    received_at = datetime.fromisoformat(step.params["received_at"])
    lead_id = None
    # What came of the document is said by a delivery of its own.
    with suppress(receive.Parked, receive.Noted, receive.Unreachable):
        lead_id = receive.trusted(doors.of(source, now=now), came, received_at=received_at).lead_id
    if notice := step.params.get("delivery"):
        with access.as_tenant(step.tenant_id):
            mine = Delivery.objects.for_tenant(step.tenant_id).filter(pk=notice)
            mine.update(state=Delivery.State.NOTED, lead_id=lead_id)
    return str(lead_id or "")
