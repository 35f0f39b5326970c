"""That a step is done, and what the timeline says of it, at once."""

from collections.abc import Mapping
from datetime import datetime

import orjson

from apps.outreach.models import Step
from apps.outreach.outcomes import LostLease
from apps.tenants import access

from . import of_step


def done(step: Step, kind: str, facts: Mapping[str, object], *, external_id: str, now: datetime) -> None:
    """End the step and add a fact to its lead's timeline. Raises `LostLease`."""
    values: dict[str, object] = {
        "tenant": step.tenant_id,
        "step": step.pk,
        "fence": step.fence,
        "kind": kind,
        "facts": orjson.dumps(facts).decode(),
        "external_id": external_id,
        "now": now,
    }
    if not access.fetch(_DONE, values, tenant_id=step.tenant_id):
        raise LostLease


_DONE = f"""
WITH settled AS ({of_step.DONE}), told AS (
    INSERT INTO leads_event (tenant_id, lead_id, kind, occurred_at, facts, origin)
    SELECT tenant_id, lead_id, %(kind)s, %(now)s::timestamptz, %(facts)s::jsonb, 'step:' || id
    FROM settled WHERE lead_id IS NOT NULL
    ON CONFLICT DO NOTHING
)
SELECT id FROM settled
"""  # noqa: S608 - made of constants
