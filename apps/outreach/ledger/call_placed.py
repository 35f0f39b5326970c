"""That the carrier has the call: call, attempt, lead and step say so, and the text message is promised, at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from apps.calls.models import CallAttempt
from apps.core.queues import Ring
from apps.leads import states
from apps.leads.states import State
from apps.outreach.models import Step
from apps.outreach.outcomes import LostLease
from apps.outreach.plan import Planned
from apps.tenants import access


@dataclass(frozen=True)
class Placed:
    """The carrier's id of the call, how long its end may take, and what is promised now."""

    provider_id: str
    patience_seconds: float
    promised: Sequence[Planned]


def enter(step: Step, attempt: CallAttempt, placed: Placed, *, now: datetime) -> list[Ring] | None:
    """Write it down and let the step wait for news; gives what to ring for. Raises `LostLease`.

    None, and nothing but the attempt is written, if the carrier's news has bound the call before.
    """
    values: dict[str, object] = {
        "tenant": step.tenant_id,
        "step": step.pk,
        "fence": step.fence,
        "attempt": attempt.pk,
        "call": attempt.call_id,
        "provider_id": placed.provider_id,
        "vendor": attempt.call.connection.vendor,
        "contacting": [state.value for state in states.leading_to(State.CONTACTING)],
        "until": now + timedelta(seconds=placed.patience_seconds),
        "now": now,
        "steps": orjson.dumps(placed.promised).decode(),
    }
    ((was_bound, is_ours, rings),) = access.fetch(_ENTER, values, tenant_id=step.tenant_id)
    if was_bound:
        return None
    if not is_ours:
        raise LostLease
    return [(queue, step_id) for queue, step_id in rings or ()]


_ENTER = """
WITH attempt AS (
    UPDATE calls_callattempt SET state = 'placed', provider_id = %(provider_id)s
    WHERE tenant_id = %(tenant)s AND id = %(attempt)s
), call AS (
    UPDATE calls_call c SET
        provider_id = %(provider_id)s, placed_at = %(now)s::timestamptz,
        state = CASE WHEN c.state IN ('reserved', 'released') THEN 'queued' ELSE c.state END,
        crm_record_id = CASE WHEN c.crm_record_id <> '' THEN c.crm_record_id ELSE COALESCE((
            SELECT k.record_id FROM leads_known k
            WHERE k.tenant_id = c.tenant_id AND k.lead_id = c.lead_id ORDER BY k.id LIMIT 1), '') END
    WHERE c.tenant_id = %(tenant)s AND c.id = %(call)s AND c.provider_id = ''
    RETURNING tenant_id, id, lead_id
), moved AS (
    UPDATE leads_lead l SET state = 'contacting' FROM call
    WHERE l.tenant_id = call.tenant_id AND l.id = call.lead_id AND l.state = ANY(%(contacting)s)
    RETURNING l.tenant_id, l.id
), told AS (
    INSERT INTO leads_event (tenant_id, lead_id, kind, occurred_at, facts, origin)
    SELECT tenant_id, lead_id, 'call.placed', %(now)s::timestamptz,
           jsonb_build_object('call', id, 'vendor', %(vendor)s::text, 'provider_id', %(provider_id)s::text,
                              'adopted', false), left(%(provider_id)s, 120)
    FROM call
    UNION ALL
    SELECT tenant_id, id, 'lead.contacting', %(now)s::timestamptz, '{"reason": "a call is on its way"}',
           %(now)s::timestamptz::text
    FROM moved
    ON CONFLICT DO NOTHING
), promised AS (
    INSERT INTO outreach_step (tenant_id, lead_id, kind, queue, state, priority, key, params, connection_id, due_at)
    SELECT call.tenant_id, call.lead_id, s.kind, s.queue, 'ready', s.priority, left(s.key, 120), s.params,
           s.connection_id, leadhub_now() + s.delay_ms * interval '1 ms'
    FROM call, jsonb_to_recordset(%(steps)s::jsonb)
         AS s(kind text, queue text, priority int, key text, params jsonb, connection_id bigint, delay_ms int)
    ON CONFLICT DO NOTHING
    RETURNING id, queue
), settled AS (
    UPDATE outreach_step s
    SET state = 'waiting', due_at = %(until)s, lease_until = NULL, external_id = %(provider_id)s, last_error = ''
    FROM call WHERE s.tenant_id = %(tenant)s AND s.id = %(step)s AND s.fence = %(fence)s AND s.state = 'leased'
    RETURNING s.id
)
SELECT NOT EXISTS (SELECT FROM call), EXISTS (SELECT FROM settled),
       (SELECT json_agg(json_build_array(queue, id)) FROM promised)
"""
