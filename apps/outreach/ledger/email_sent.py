"""That the mail server has the letter: e-mail, step and timeline say so, at once."""

from datetime import datetime

from apps.calls.models import Email
from apps.outreach.models import Step
from apps.outreach.outcomes import LostLease
from apps.tenants import access


def enter(step: Step, email: Email, *, vendor: str, now: datetime) -> None:
    """Write it down and end the step; that it was sent stands even where the lease was lost. Raises `LostLease`."""
    values: dict[str, object] = {
        "tenant": step.tenant_id,
        "step": step.pk,
        "fence": step.fence,
        "email": email.pk,
        "vendor": vendor,
        "now": now,
    }
    ((is_ours,),) = access.fetch(_ENTER, values, tenant_id=step.tenant_id)
    if not is_ours:
        raise LostLease


_ENTER = """
WITH email AS (
    UPDATE calls_email SET state = 'sent', sent_at = %(now)s::timestamptz
    WHERE tenant_id = %(tenant)s AND id = %(email)s
    RETURNING tenant_id, lead_id, step_id, message_id
), told AS (
    INSERT INTO leads_event (tenant_id, lead_id, kind, occurred_at, facts, origin)
    SELECT tenant_id, lead_id, 'email.sent', %(now)s::timestamptz,
           jsonb_build_object('vendor', %(vendor)s::text, 'message_id', message_id), 'step:' || step_id
    FROM email
    ON CONFLICT DO NOTHING
), settled AS (
    UPDATE outreach_step s
    SET state = 'done', done_at = %(now)s::timestamptz, lease_until = NULL, external_id = left(email.message_id, 120),
        last_error = ''
    FROM email
    WHERE s.tenant_id = %(tenant)s AND s.id = %(step)s AND s.fence = %(fence)s AND s.state = 'leased'
    RETURNING s.id
)
SELECT EXISTS (SELECT FROM settled)
"""
