"""Whom a step is about: the lead, where it came from, and what the gate and the CRM know of it, by one look."""

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from apps.calls import reading
from apps.calls.reading import Contact, Read
from apps.leads.models import Lead
from apps.outreach.models import Step
from apps.tenants import access
from apps.tenants.access import Row, Statement


@dataclass(frozen=True)
class Subject:
    """`record_id` is the lead's id at the step's connection, "" where there is none.

    `stops` is why what was promised was taken back, as told since the step was made, or since a person replayed it.
    """

    lead: Lead
    source_name: str
    record_id: str
    stops: Sequence[str]


def of(step: Step) -> Subject:
    """Read it now, in a transaction of its own. Raises `Lead.DoesNotExist`."""
    (rows,) = access.fetch_all([_about(step)])
    return _subject(rows)


def before(step: Step, contact: Contact) -> tuple[Subject, Read]:
    """Read it now, and all that the gate asks, by one round trip. Raises `Lead.DoesNotExist`."""
    asked = reading.asked(contact, tenant_id=step.tenant_id, lead_id=step.lead_id)
    rows, *_, answers = access.fetch_all([_about(step), *asked])
    return _subject(rows), reading.made_of(contact, answers[0])


def _about(step: Step) -> Statement:
    values: dict[str, object] = {
        "tenant": step.tenant_id,
        "lead": step.lead_id,
        "connection": step.connection_id,
        "step": step.pk,
        "made_at": step.created_at,
    }
    return Statement(_READ, values, step.tenant_id)


def _subject(rows: Sequence[Row]) -> Subject:
    if not rows:
        raise Lead.DoesNotExist
    *columns, source_name, record_id, stops = rows[0]
    lead = Lead.from_db("default", [field.attname for field in Lead._meta.concrete_fields], columns)
    # Django reads jsonb as text and decodes it in its own queries only.
    lead.answers, lead.campaign = orjson.loads(lead.answers), orjson.loads(lead.campaign)
    return Subject(lead, source_name, record_id or "", stops)


_COLUMNS = ", ".join(f"l.{field.column}" for field in Lead._meta.concrete_fields)
_READ = f"""
SELECT {_COLUMNS}, source.name, known.record_id,
    ARRAY(SELECT e.facts ->> 'reason' FROM leads_event e
          WHERE e.tenant_id = l.tenant_id AND e.lead_id = l.id AND e.kind = 'cadence.stopped'
            AND e.origin NOT LIKE 'cadence:%%'  -- a ladder that ends takes nothing back
            AND e.recorded_at > GREATEST(%(made_at)s::timestamptz, (
                SELECT max(r.recorded_at) FROM leads_event r
                WHERE r.tenant_id = l.tenant_id AND r.lead_id = l.id AND r.kind = 'step.replayed'
                  AND (r.facts ->> 'step')::bigint = %(step)s::bigint)))
FROM leads_lead l
JOIN leads_source source ON source.tenant_id = l.tenant_id AND source.id = l.source_id
LEFT JOIN leads_known known
    ON known.tenant_id = l.tenant_id AND known.lead_id = l.id AND known.connection_id = %(connection)s::bigint
WHERE l.tenant_id = %(tenant)s AND l.id = %(lead)s
"""  # noqa: S608 - made of constants
