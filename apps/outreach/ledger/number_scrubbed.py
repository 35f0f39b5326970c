"""What a service said of a number: kept for the gate, on the timeline, and the end of its step, at once."""

from datetime import datetime, timedelta

import orjson

from apps.integrations.models import Connection
from apps.integrations.scrub.base import Answer, Terms
from apps.outreach.models import Step
from apps.outreach.outcomes import LostLease
from apps.tenants import access

from . import of_step


def enter(step: Step, connection: Connection, phone: str, answer: Answer, *, now: datetime) -> None:
    """Write it down once, in the place of what was said before. Raises `LostLease`."""
    terms = Terms.model_validate(connection.settings)
    rows = [
        {
            "kind": each.check,
            "verdict": each.verdict,
            "is_against": terms.speaks_against(each),
            "says": each.says[:200],
            # One look-up has one price, however much it tells.
            "cost": 0 if nth else terms.price_micros,
        }
        for nth, each in enumerate(answer.found)
    ]
    told: dict[str, object] = {
        "vendor": connection.vendor,
        "found": {each.check.value: each.verdict.value for each in answer.found},
    }
    told |= {"reference": answer.reference[:120], "digest": answer.digest, "cost_micros": terms.price_micros}
    values: dict[str, object] = {
        "tenant": step.tenant_id,
        "step": step.pk,
        "fence": step.fence,
        "external_id": "",
        "connection": connection.pk,
        "phone": phone,
        "rows": orjson.dumps(rows).decode(),
        "reference": answer.reference[:120],
        "digest": answer.digest,
        "until": now + timedelta(days=terms.days),
        "facts": orjson.dumps(told).decode(),
        "now": now,
    }
    if not access.fetch(_ENTER, values, tenant_id=step.tenant_id):
        raise LostLease


_ENTER = f"""
WITH settled AS ({of_step.DONE}), kept AS (
    INSERT INTO compliance_scrubanswer
        (tenant_id, lead_id, connection_id, phone, kind, verdict, is_against, says, reference, digest, cost_micros,
         checked_at, good_until)
    SELECT settled.tenant_id, settled.lead_id, %(connection)s, %(phone)s, r.kind, r.verdict, r.is_against, r.says,
           %(reference)s, %(digest)s, r.cost, %(now)s::timestamptz, %(until)s::timestamptz
    FROM settled, jsonb_to_recordset(%(rows)s::jsonb)
         AS r(kind text, verdict text, is_against boolean, says text, cost bigint)
    ON CONFLICT (tenant_id, connection_id, phone, kind) DO UPDATE
    SET lead_id = EXCLUDED.lead_id, verdict = EXCLUDED.verdict, is_against = EXCLUDED.is_against,
        says = EXCLUDED.says, reference = EXCLUDED.reference, digest = EXCLUDED.digest,
        cost_micros = EXCLUDED.cost_micros, checked_at = EXCLUDED.checked_at, good_until = EXCLUDED.good_until
), told AS (
    INSERT INTO leads_event (tenant_id, lead_id, kind, occurred_at, facts, origin)
    SELECT tenant_id, lead_id, 'number.checked', %(now)s::timestamptz, %(facts)s::jsonb, 'step:' || id
    FROM settled
    ON CONFLICT DO NOTHING
)
SELECT id FROM settled
"""  # noqa: S608 - made of constants
