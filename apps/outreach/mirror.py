"""Use case: what a person wants no more of is said by their CRM records, too; the writing is a step's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from apps.compliance.closed import Closed
from apps.compliance.models import DncEntry
from apps.compliance.verdict import Channel
from apps.integrations.crm.base import OptOut, Record
from apps.integrations.models import Family
from apps.leads.models import Known, Lead
from apps.tenants import access

from . import dispatch, plan
from .models import Step
from .plan import Planned

OPEN = "none"


@dataclass(frozen=True)
class Mirrored:
    """A lead's CRM record, and what the do-not-call list closes for its number: "none" if nothing."""

    record: Record
    phone: str
    closes: str

    @property
    def opt_out(self) -> OptOut:
        if self.closes == OPEN:
            return OptOut(no_calls=False, no_texts=False)
        closed = Closed(self.closes)
        return OptOut(no_calls=closed.covers(Channel.CALL), no_texts=closed.covers(Channel.SMS))


def lock(tenant_id: int, phone: str) -> int:
    """Held by who changes what a number allows, and by who writes down a first CRM record: each sees the other's."""
    return access.lock(f"{tenant_id}:mirror:{phone}")


def hold(tenant_id: int, phone: str) -> None:
    """Take the lock until the caller's transaction ends; before the number's entry or any of its leads is locked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock(tenant_id, phone)])


def of_number(tenant_id: int, phone: str, *, now: datetime) -> None:
    """Promise, in the caller's transaction, that each CRM record of the number's leads says what stands now.

    A record that is not there yet is told when it is made (`ledger.crm_written`).
    """
    hold(tenant_id, phone)
    for planned, lead in _told(tenant_id, phone, occasion=now.isoformat()):
        dispatch.write([planned], tenant_id=tenant_id, lead=lead)


def read(step: Step) -> Mirrored | None:
    """What the step's record shall say, as it stands now; None if the CRM has no record of the lead."""
    if step.lead_id is None or step.connection_id is None:
        return None
    with access.as_tenant(step.tenant_id):
        known = Known.objects.for_tenant(step.tenant_id).select_related("lead")
        found = known.filter(lead_id=step.lead_id, connection_id=step.connection_id).first()
        if found is None:
            return None
        phone = found.lead.phone
        standing = DncEntry.objects.for_tenant(step.tenant_id).filter(phone=phone, lifted_at=None)
        closes = standing.values_list("closes", flat=True).first()
    return Mirrored(Record(found.record_id, found.kind, found.url, is_new=False), phone, closes or OPEN)


def _told(tenant_id: int, phone: str, *, occasion: str) -> Iterator[tuple[Planned, Lead]]:
    """One step a record, for the newest of its leads."""
    known = Known.objects.for_tenant(tenant_id).filter(lead__tenant_id=tenant_id, lead__phone=phone)
    in_crm = known.filter(connection__family=Family.CRM, connection__is_active=True)
    seen = set()
    for each in in_crm.order_by("-lead__received_at", "-id"):
        record = (each.connection_id, each.record_id)
        if record not in seen:
            seen.add(record)
            planned = plan.crm_opt_out(each.connection_id, str(each.lead_id), occasion=occasion)
            yield planned, Lead.reference(tenant_id, each.lead_id)
