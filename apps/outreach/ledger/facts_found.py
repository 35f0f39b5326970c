"""What a service told of a lead: kept with age and source, on the timeline, and the end of its step, at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from apps.integrations.enrichment.base import FACTS
from apps.leads.models.finding import LOOK_UP
from apps.outreach.models import Step
from apps.outreach.outcomes import LostLease
from apps.tenants import access

from . import of_step

# So long nobody asks again about whom nothing is known.
_USUAL_DAYS = 30


@dataclass(frozen=True)
class Told:
    """What `vendor` told of `subject`; `is_new`: it was asked, and not remembered."""

    subject: str
    vendor: str
    facts: Mapping[str, str]
    cost_micros: int
    is_new: bool


def enter(step: Step, told: Told, *, now: datetime) -> None:
    """Write it down once; what this service said before of the same subject is gone. Raises `LostLease`."""
    purpose = "routing" if step.params.get("is_needed") else "record"
    facts = {"vendor": told.vendor, "purpose": purpose, "told": sorted(told.facts), "remembered": not told.is_new}
    values: dict[str, object] = {
        "tenant": step.tenant_id,
        "step": step.pk,
        "fence": step.fence,
        "external_id": "",
        "subject": told.subject,
        "vendor": told.vendor,
        "is_new": told.is_new,
        "rows": orjson.dumps(_rows(told, now=now)).decode(),
        "facts": orjson.dumps(facts | {"cost_micros": told.cost_micros}).decode(),
        "now": now,
    }
    if not access.fetch(_ENTER, values, tenant_id=step.tenant_id):
        raise LostLease


def _rows(told: Told, *, now: datetime) -> list[dict[str, object]]:
    days = {name: FACTS[name].days for name in told.facts}
    look_up = min(days.values(), default=_USUAL_DAYS)
    facts = [_row(name, value, now + timedelta(days=days[name])) for name, value in told.facts.items()]
    return [*facts, _row(LOOK_UP, "", now + timedelta(days=look_up)) | {"cost": told.cost_micros}]


def _row(name: str, value: str, until: datetime) -> dict[str, object]:
    return {"name": name, "value": value, "until": until.isoformat(), "cost": 0}


_ENTER = f"""
WITH settled AS ({of_step.DONE}), before AS (
    DELETE FROM leads_finding f USING settled
    WHERE %(is_new)s AND f.tenant_id = settled.tenant_id AND f.subject = %(subject)s AND f.vendor = %(vendor)s
      AND f.name NOT IN (SELECT name FROM jsonb_to_recordset(%(rows)s::jsonb) AS r(name text))
), kept AS (
    INSERT INTO leads_finding
        (tenant_id, lead_id, subject, vendor, name, value, found_at, good_until, cost_micros)
    SELECT settled.tenant_id, settled.lead_id, %(subject)s, %(vendor)s, r.name, r.value, %(now)s::timestamptz, r.until,
           r.cost
    FROM settled, jsonb_to_recordset(%(rows)s::jsonb) AS r(name text, value text, until timestamptz, cost bigint)
    WHERE %(is_new)s
    ON CONFLICT (tenant_id, subject, vendor, name) DO UPDATE
    SET lead_id = EXCLUDED.lead_id, value = EXCLUDED.value, found_at = EXCLUDED.found_at,
        good_until = EXCLUDED.good_until, cost_micros = EXCLUDED.cost_micros
), told AS (
    INSERT INTO leads_event (tenant_id, lead_id, kind, occurred_at, facts, origin)
    SELECT tenant_id, lead_id, 'lead.enriched', %(now)s::timestamptz, %(facts)s::jsonb, 'step:' || id
    FROM settled
    ON CONFLICT DO NOTHING
)
SELECT id FROM settled
"""  # noqa: S608 - made of constants
