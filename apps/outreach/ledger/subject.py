"""Whom a step is about: the lead, where it came from, and what the gate and the CRM know of it, by one look."""

from dataclasses import dataclass

import orjson

from apps.leads.models import Lead
from apps.outreach.models import Step
from apps.tenants import access


@dataclass(frozen=True)
class Subject:
    """`listed_as` is the origin of the number's do-not-call entry, `record_id` the lead's id at the step's connection.

    Either is "" where there is none.
    """

    lead: Lead
    source_name: str
    listed_as: str
    record_id: str


def of(step: Step) -> Subject:
    """Read it now, in a transaction of its own. Raises `Lead.DoesNotExist`."""
    values: dict[str, object] = {"tenant": step.tenant_id, "lead": step.lead_id, "connection": step.connection_id}
    rows = access.fetch(_READ, values, tenant_id=step.tenant_id)
    if not rows:
        raise Lead.DoesNotExist
    *columns, source_name, listed_as, record_id = rows[0]
    lead = Lead.from_db("default", [field.attname for field in Lead._meta.concrete_fields], columns)
    # Django reads jsonb as text and decodes it in its own queries only.
    lead.answers, lead.campaign = orjson.loads(lead.answers), orjson.loads(lead.campaign)
    return Subject(lead, source_name, listed_as or "", record_id or "")


_COLUMNS = ", ".join(f"l.{field.column}" for field in Lead._meta.concrete_fields)
_READ = f"""
SELECT {_COLUMNS}, source.name, d.origin, known.record_id
FROM leads_lead l
JOIN leads_source source ON source.tenant_id = l.tenant_id AND source.id = l.source_id
LEFT JOIN leads_known known
    ON known.tenant_id = l.tenant_id AND known.lead_id = l.id AND known.connection_id = %(connection)s::bigint
LEFT JOIN compliance_dncentry d ON d.tenant_id = l.tenant_id AND d.phone = l.phone AND d.lifted_at IS NULL
WHERE l.tenant_id = %(tenant)s AND l.id = %(lead)s
"""  # noqa: S608 - made of constants
