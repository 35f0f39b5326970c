"""That we are about to text: the message, its grounds and its price are written, or nothing is."""

from dataclasses import dataclass
from datetime import datetime

import orjson
from uuid_utils.compat import uuid7

from apps.calls import contacted_sql, reading, segments, walls_sql
from apps.calls.models import Message, new_token
from apps.compliance import decisions
from apps.integrations.models import Connection
from apps.outreach.models import Step
from apps.outreach.outcomes import LostLease
from apps.outreach.permit import Overtaken, Permit
from apps.tenants import access
from apps.tenants.access import Row, Statement

from . import of_step


@dataclass(frozen=True)
class Intent:
    """Who is texted what, for which step, and by whose leave."""

    step: Step
    permit: Permit
    connection: Connection
    body: str


def enter(intent: Intent, *, now: datetime) -> Message:
    """Commit the intent; nothing may be sent before this returns, nor if the message has a `provider_id` by then.

    Raises `LostLease` and `Overtaken`.
    """
    step, lead, connection = intent.step, intent.permit.lead, intent.connection
    ((is_decided, is_held, *columns),) = _written(intent, now=now)
    if not is_decided:
        raise Overtaken
    if not is_held:
        raise LostLease
    step.connection_id = connection.pk
    names = ("id", "token", "phone", "sender", "body", "provider_id", "created_at")
    message = Message(tenant_id=step.tenant_id, lead=lead, step_id=step.pk, **dict(zip(names, columns, strict=True)))
    message.connection = connection
    return message


def _written(intent: Intent, *, now: datetime) -> list[Row]:
    """By one round trip, behind the locks of the number and of the walls that are near. The words' cost is known."""
    step, lead, connection, room = intent.step, intent.permit.lead, intent.connection, intent.permit.room
    values: dict[str, object] = {
        "tenant": step.tenant_id,
        "step": step.pk,
        "fence": step.fence,
        "lead": lead.pk,
        "connection": connection.pk,
        "message": uuid7(),
        "token": new_token(),
        "phone": lead.phone,
        "sender": str(connection.settings.get("sender", "")),
        "body": intent.body,
        "now": now,
        "gate": orjson.dumps(intent.permit.verdict.facts()).decode(),
        "vendor": connection.vendor,
        **room.params(),
        "cost": room.rate_micros * segments.of(intent.body),
        **decisions.params(intent.permit.decision),
    }
    before = reading.platform_spent(now) if "platform" in room.narrow() else []
    locks = [*room.locks(step.tenant_id), contacted_sql.lock(step.tenant_id, lead.phone)]
    entry = Statement(_ENTER, values, step.tenant_id, locks)
    *_, rows = access.fetch_all([*before, entry])
    return rows


_HAS_ROOM = f"EXISTS (SELECT FROM room) AND {contacted_sql.NO_OTHER}"
_ENTER = f"""
WITH room AS MATERIALIZED ({walls_sql.HAS_ROOM}
), decision AS ({decisions.insert_if(_HAS_ROOM)}), held AS ({of_step.HELD}), message AS (
    INSERT INTO calls_message (tenant_id, id, lead_id, step_id, connection_id, direction, token, phone, sender, body,
                               state, provider_id, cause, empty_looks, created_at, decision_id)
    SELECT tenant_id, %(message)s::uuid, %(lead)s::uuid, held.id, %(connection)s, 'out', %(token)s, %(phone)s,
           %(sender)s, %(body)s, 'intent', '', '', 0, %(now)s::timestamptz, decision.id
    FROM held, decision
    -- Once the carrier has it, it stays as it is.
    ON CONFLICT (tenant_id, step_id) DO UPDATE
    SET connection_id = CASE WHEN calls_message.provider_id = '' THEN EXCLUDED.connection_id
                             ELSE calls_message.connection_id END,
        sender = CASE WHEN calls_message.provider_id = '' THEN EXCLUDED.sender ELSE calls_message.sender END,
        body = CASE WHEN calls_message.provider_id = '' THEN EXCLUDED.body ELSE calls_message.body END,
        state = CASE WHEN calls_message.provider_id = '' THEN 'intent' ELSE calls_message.state END,
        decision_id = CASE WHEN calls_message.provider_id = '' THEN EXCLUDED.decision_id
                           ELSE calls_message.decision_id END,
        created_at = CASE WHEN calls_message.provider_id = '' THEN EXCLUDED.created_at
                          ELSE calls_message.created_at END,
        empty_looks = 0
    RETURNING id, token, phone, sender, body, provider_id, created_at
), unsent AS (SELECT id FROM message WHERE provider_id = ''
), reserved AS ({walls_sql.reserve("unsent")}), told AS (
    INSERT INTO leads_event (tenant_id, lead_id, kind, occurred_at, facts, origin)
    SELECT tenant_id, lead_id, 'gate.allowed', %(now)s::timestamptz, %(gate)s::jsonb, 'step:' || id || ':' || fence
    FROM held
    UNION ALL
    SELECT held.tenant_id, held.lead_id, 'sms.requested', %(now)s::timestamptz + interval '1 microsecond',
           jsonb_build_object('message', unsent.id, 'vendor', %(vendor)s::text), unsent.id || ':' || held.fence
    FROM held, unsent
    ON CONFLICT DO NOTHING
)
SELECT EXISTS (SELECT FROM decision), EXISTS (SELECT FROM held), message.*
FROM (SELECT) AS one LEFT JOIN message ON true
"""  # noqa: S608 - made of constants
