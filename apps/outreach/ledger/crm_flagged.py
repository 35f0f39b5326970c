"""That a CRM record says what the person wants no more of: on the timeline of every lead that it stands for."""

from datetime import datetime

import orjson

from apps.integrations.models import Connection
from apps.outreach.mirror import Mirrored
from apps.outreach.models import Step
from apps.outreach.outcomes import LostLease
from apps.tenants import access

from . import of_step


def enter(step: Step, connection: Connection, mirrored: Mirrored, *, now: datetime) -> None:
    """Write it down and end the step. Raises `LostLease`."""
    record = mirrored.record
    facts = {"vendor": connection.vendor, "record_id": record.id, "record_kind": record.kind, "url": record.url}
    values: dict[str, object] = {
        "tenant": step.tenant_id,
        "step": step.pk,
        "fence": step.fence,
        "connection": connection.pk,
        "record_id": record.id,
        "external_id": record.id,
        "phone": mirrored.phone,
        "facts": orjson.dumps(facts | {"channel": mirrored.closes}).decode(),
        "now": now,
    }
    if not access.fetch(_ENTER, values, tenant_id=step.tenant_id):
        raise LostLease


_ENTER = f"""
WITH settled AS ({of_step.DONE}), told AS (
    INSERT INTO leads_event (tenant_id, lead_id, kind, occurred_at, facts, origin)
    SELECT k.tenant_id, k.lead_id, 'crm.flagged', %(now)s::timestamptz, %(facts)s::jsonb, 'step:' || settled.id
    FROM settled
    JOIN leads_lead l ON l.tenant_id = settled.tenant_id AND l.phone = %(phone)s
    JOIN leads_known k ON k.tenant_id = l.tenant_id AND k.lead_id = l.id AND k.connection_id = %(connection)s
    WHERE k.record_id = %(record_id)s
    ON CONFLICT DO NOTHING
)
SELECT id FROM settled
"""  # noqa: S608 - made of constants
