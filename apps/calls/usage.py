"""How a tenant's numbers were used today, and which of them a person knows: one read before a call."""

from datetime import datetime

import orjson

from apps.tenants import access

from .nearest import Used


def of(tenant_id: int, *, person: str, step_id: int, since: datetime) -> Used:
    """What choosing a number for the step's call goes by, in a transaction of its own; `since` begins the day."""
    values = {"tenant": tenant_id, "phone": person, "step": step_id, "since": since}
    ((known, held, today),) = access.fetch(_USED, values, tenant_id=tenant_id)
    counts = orjson.loads(today) if isinstance(today, str | bytes) else today
    return Used({int(number): calls for number, calls in counts.items()}, known, held or "")


# A daily cap is a rule of good manners: calls that start at one moment may pass it together, by one each.
_USED = """
SELECT
    (SELECT c.number_id FROM calls_call c
     WHERE c.tenant_id = %(tenant)s AND c.phone = %(phone)s AND c.number_id IS NOT NULL AND c.state <> 'released'
     ORDER BY c.id DESC LIMIT 1),
    (SELECT s.caller_id FROM calls_slot s
     WHERE s.tenant_id = %(tenant)s AND s.step_id = %(step)s AND NOT s.is_ticket AND s.lease_until > clock_timestamp()),
    (SELECT COALESCE(jsonb_object_agg(today.number_id, today.calls), '{}') FROM (
        SELECT number_id, count(*) AS calls FROM calls_call
        WHERE tenant_id = %(tenant)s AND number_id IS NOT NULL AND created_at >= %(since)s AND state <> 'released'
          AND direction = 'out'
        GROUP BY number_id) AS today)
"""
