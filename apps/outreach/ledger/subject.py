"""Whom a step is about: the lead, and what the gate wants to know of it, by one look."""

from dataclasses import dataclass

import orjson

from apps.compliance.models import DncEntry
from apps.leads.models import Lead
from apps.outreach.models import Step
from apps.tenants import access


@dataclass(frozen=True)
class Subject:
    """`listed_as` is the origin of the number's do-not-call entry, "" where there is none."""

    lead: Lead
    listed_as: str


def of(step: Step) -> Subject:
    """Read it now, in a transaction of its own. Raises `Lead.DoesNotExist`."""
    rows = access.fetch(_READ, {"tenant": step.tenant_id, "lead": step.lead_id}, tenant_id=step.tenant_id)
    if not rows:
        raise Lead.DoesNotExist
    *values, listed_as = rows[0]
    lead = Lead.from_db("default", [field.attname for field in Lead._meta.concrete_fields], values)
    # Django reads jsonb as text and decodes it in its own queries only.
    lead.answers, lead.campaign = orjson.loads(lead.answers), orjson.loads(lead.campaign)
    return Subject(lead, DncEntry.Origin(listed_as) if listed_as else "")


_COLUMNS = ", ".join(f"l.{field.column}" for field in Lead._meta.concrete_fields)
_READ = f"""
SELECT {_COLUMNS}, d.origin
FROM leads_lead l
LEFT JOIN compliance_dncentry d ON d.tenant_id = l.tenant_id AND d.phone = l.phone AND d.lifted_at IS NULL
WHERE l.tenant_id = %(tenant)s AND l.id = %(lead)s
"""  # noqa: S608 - made of constants
