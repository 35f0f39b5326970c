"""That a CRM has the lead: its record's id is kept with lead and call, and a call that was held for it goes now.

If the person has opted out before there was a record, it is told at once; so are conversations that waited for it.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson

from apps.core.queues import Ring
from apps.integrations.crm.base import Record
from apps.integrations.models import Connection
from apps.outreach import mirror, plan
from apps.outreach.models import Step
from apps.outreach.outcomes import LostLease
from apps.tenants import access
from apps.tenants.access import Statement

from . import of_step


@dataclass(frozen=True)
class Written:
    """Whose record it is, and where."""

    lead_id: UUID
    phone: str
    connection: Connection
    record: Record


def enter(step: Step, written: Written, *, now: datetime) -> list[Ring]:
    """Write it down and end the step; gives the steps that need not wait any more. Raises `LostLease`."""
    record = written.record
    facts = {"vendor": written.connection.vendor, "record_id": record.id, "record_kind": record.kind}
    values: dict[str, object] = {
        "tenant": step.tenant_id,
        "step": step.pk,
        "fence": step.fence,
        "lead": written.lead_id,
        "connection": written.connection.pk,
        "record_id": record.id,
        "external_id": record.id,
        "kind": record.kind,
        "url": record.url,
        "facts": orjson.dumps(facts | {"url": record.url, "is_new": record.is_new}).decode(),
        "phone": written.phone,
        "opt_out_key": plan.crm_opt_out(written.connection.pk, str(written.lead_id), occasion=record.id).key,
        "first_call": plan.first_call_key(str(written.lead_id)),
        "now": now,
    }
    locks = [mirror.lock(step.tenant_id, written.phone)] if written.phone else []
    (((is_ours, rings),),) = access.fetch_all([Statement(_ENTER, values, step.tenant_id, locks)])
    if not is_ours:
        raise LostLease
    return [(queue, step_id) for queue, step_id in rings or ()]


_ENTER = f"""
WITH known AS (
    INSERT INTO leads_known (tenant_id, lead_id, connection_id, record_id, kind, url)
    VALUES (%(tenant)s, %(lead)s, %(connection)s, %(record_id)s, %(kind)s, %(url)s)
    ON CONFLICT (tenant_id, lead_id, connection_id) DO UPDATE
    SET record_id = EXCLUDED.record_id, kind = EXCLUDED.kind, url = EXCLUDED.url
), called AS (
    UPDATE calls_call SET crm_record_id = %(record_id)s
    WHERE tenant_id = %(tenant)s AND lead_id = %(lead)s AND crm_record_id = ''
), told AS (
    INSERT INTO leads_event (tenant_id, lead_id, kind, occurred_at, facts, origin)
    VALUES (%(tenant)s, %(lead)s, 'crm.written', %(now)s, %(facts)s::jsonb, 'step:' || %(step)s::bigint)
    ON CONFLICT DO NOTHING
), waiting AS (
    UPDATE outreach_step SET due_at = %(now)s::timestamptz
    WHERE tenant_id = %(tenant)s AND key = %(first_call)s AND state = 'ready' AND attempt = 0
      AND due_at > %(now)s::timestamptz
      -- No playbook holds a call for longer; what is due later waits for something else, as the law's hours.
      AND due_at < %(now)s::timestamptz + interval '10 s'
      AND NOT EXISTS (SELECT FROM outreach_step asked
                      WHERE asked.tenant_id = %(tenant)s AND asked.lead_id = %(lead)s
                        AND asked.state IN ('ready', 'leased') AND jsonb_exists(asked.params, 'is_needed'))
    RETURNING queue, id
), opted_out AS (
    INSERT INTO outreach_step (tenant_id, lead_id, kind, queue, state, priority, key, params, connection_id, due_at)
    SELECT %(tenant)s, %(lead)s, 'crm_opt_out', 'default', 'ready', 3, left(%(opt_out_key)s, 120), '{{}}'::jsonb,
           %(connection)s, %(now)s::timestamptz
    FROM compliance_dncentry d WHERE d.tenant_id = %(tenant)s AND d.phone = %(phone)s AND d.lifted_at IS NULL
    ON CONFLICT DO NOTHING
    RETURNING queue, id
), to_be_told AS (
    UPDATE outreach_step
    SET state = 'ready', attempt = 0, due_at = %(now)s::timestamptz, done_at = NULL, last_error = '', error_code = ''
    WHERE tenant_id = %(tenant)s AND lead_id = %(lead)s AND connection_id = %(connection)s
      AND kind = 'crm_conversation'
      AND (state = 'ready' AND attempt = 0 OR state = 'skipped' AND error_code = 'no_record')
    RETURNING queue, id
), settled AS ({of_step.DONE}), due AS (
    SELECT * FROM waiting UNION ALL SELECT * FROM opted_out UNION ALL SELECT * FROM to_be_told
)
SELECT EXISTS (SELECT FROM settled), (SELECT json_agg(json_build_array(queue, id)) FROM due)
"""  # noqa: S608 - made of constants
