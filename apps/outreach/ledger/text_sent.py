"""That the carrier has the text: message, step and timeline say so, at once."""

from datetime import datetime

from apps.calls.models import Message
from apps.outreach.models import Step
from apps.outreach.outcomes import LostLease
from apps.tenants import access


def enter(step: Step, message: Message, provider_id: str, *, now: datetime) -> None:
    """Write it down and end the step; a callback that was quicker is left standing. Raises `LostLease`."""
    values: dict[str, object] = {
        "tenant": step.tenant_id,
        "step": step.pk,
        "fence": step.fence,
        "message": message.pk,
        "provider_id": provider_id,
        "vendor": message.connection.vendor,
        "now": now,
    }
    ((is_ours,),) = access.fetch(_ENTER, values, tenant_id=step.tenant_id)
    if not is_ours:
        raise LostLease


_ENTER = """
WITH message AS (
    UPDATE calls_message m SET
        provider_id = COALESCE(NULLIF(m.provider_id, ''), %(provider_id)s),
        sent_at = CASE WHEN m.state IN ('intent', 'unknown') THEN %(now)s::timestamptz ELSE m.sent_at END,
        state = CASE WHEN m.state IN ('intent', 'unknown') THEN 'queued' ELSE m.state END
    WHERE m.tenant_id = %(tenant)s AND m.id = %(message)s
    RETURNING tenant_id, id, lead_id
), told AS (
    INSERT INTO leads_event (tenant_id, lead_id, kind, occurred_at, facts, origin)
    SELECT tenant_id, lead_id, 'sms.sent', %(now)s::timestamptz,
           jsonb_build_object('message', id, 'vendor', %(vendor)s::text), id::text
    FROM message WHERE lead_id IS NOT NULL
    ON CONFLICT DO NOTHING
), settled AS (
    UPDATE outreach_step s
    SET state = 'done', done_at = %(now)s::timestamptz, lease_until = NULL, external_id = %(provider_id)s,
        last_error = ''
    WHERE s.tenant_id = %(tenant)s AND s.id = %(step)s AND s.fence = %(fence)s AND s.state = 'leased'
    RETURNING s.id
)
SELECT EXISTS (SELECT FROM settled)
"""
