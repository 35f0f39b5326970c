"""That we are about to write to a lead: the e-mail and its grounds are written, or nothing is."""

from dataclasses import dataclass
from datetime import datetime

import orjson
from uuid_utils.compat import uuid7

from apps.calls.models import Email
from apps.compliance import decisions
from apps.integrations.models import Connection
from apps.outreach import letters
from apps.outreach.letters import Words
from apps.outreach.models import Step
from apps.outreach.outcomes import LostLease
from apps.outreach.permit import Overtaken, Permit
from apps.tenants import access

from . import of_step


@dataclass(frozen=True)
class Intent:
    """Who is written what, for which step, and by whose leave. `words` are whole, as they will be read."""

    step: Step
    permit: Permit
    connection: Connection
    words: Words


def enter(intent: Intent, *, now: datetime) -> Email | None:
    """Commit the intent; nothing may be sent before this returns. None if the step's e-mail may have gone before.

    Raises `LostLease` and `Overtaken`.
    """
    step, lead, words = intent.step, intent.permit.lead, intent.words
    values: dict[str, object] = {
        "tenant": step.tenant_id,
        "step": step.pk,
        "fence": step.fence,
        "lead": lead.pk,
        "connection": intent.connection.pk,
        "email": uuid7(),
        "message_id": letters.message_id(step.tenant_id, step.pk),
        "address": intent.permit.decision.email,
        "subject": words.subject,
        "body": words.text,
        "now": now,
        "gate": orjson.dumps(intent.permit.verdict.facts()).decode(),
        "vendor": intent.connection.vendor,
        **decisions.params(intent.permit.decision),
    }
    ((is_decided, is_held, *columns),) = access.fetch(_ENTER, values, tenant_id=step.tenant_id)
    if not is_decided:
        raise Overtaken
    if not is_held:
        raise LostLease
    step.connection_id = intent.connection.pk
    if columns[0] is None:
        return None
    names = ("id", "address", "subject", "body", "message_id", "state")
    return Email(tenant_id=step.tenant_id, lead=lead, step_id=step.pk, **dict(zip(names, columns, strict=True)))


_ENTER = f"""
WITH decision AS ({decisions.insert_if("true")}), held AS ({of_step.HELD}), email AS (
    INSERT INTO calls_email (tenant_id, id, lead_id, step_id, connection_id, address, subject, body, message_id, state,
                             created_at, decision_id)
    SELECT tenant_id, %(email)s::uuid, %(lead)s::uuid, held.id, %(connection)s, %(address)s, %(subject)s, %(body)s,
           %(message_id)s, 'intent', %(now)s::timestamptz, decision.id
    FROM held, decision
    -- Only what the server surely did not take may be tried again, under the same id.
    ON CONFLICT (tenant_id, step_id) DO UPDATE
    SET connection_id = EXCLUDED.connection_id, address = EXCLUDED.address, subject = EXCLUDED.subject,
        body = EXCLUDED.body, state = 'intent', created_at = EXCLUDED.created_at, decision_id = EXCLUDED.decision_id
    WHERE calls_email.state = 'failed'
    RETURNING id, address, subject, body, message_id, state
), told AS (
    INSERT INTO leads_event (tenant_id, lead_id, kind, occurred_at, facts, origin)
    SELECT tenant_id, lead_id, 'gate.allowed', %(now)s::timestamptz, %(gate)s::jsonb, 'step:' || id || ':' || fence
    FROM held
    UNION ALL
    SELECT held.tenant_id, held.lead_id, 'email.requested', %(now)s::timestamptz + interval '1 microsecond',
           jsonb_build_object('vendor', %(vendor)s::text), 'step:' || held.id || ':' || held.fence
    FROM held, email
    ON CONFLICT DO NOTHING
)
SELECT EXISTS (SELECT FROM decision), EXISTS (SELECT FROM held), email.*
FROM (SELECT) AS one LEFT JOIN email ON true
"""  # noqa: S608 - made of constants
