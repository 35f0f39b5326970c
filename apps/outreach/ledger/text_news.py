"""A carrier's news of a text message: the message, its step, its price and the timeline, at once."""

from datetime import datetime

import orjson

from apps.calls.models import Message
from apps.integrations.sms.base import TextNews, TextStatus
from apps.tenants import access


def enter(message: Message, news: TextNews, *, at: datetime, now: datetime) -> None:
    """Take the news in; twice or late changes nothing. In the caller's transaction, or in one of its own."""
    facts = {"message": str(message.pk), "cause": news.cause, "code": news.code}
    values: dict[str, object] = {
        "tenant": message.tenant_id,
        "message": message.pk,
        "provider_id": news.provider_id,
        "status": news.status.value,
        "rank": news.status.rank,
        "is_final": news.status.is_final,
        "is_told": news.status is not TextStatus.QUEUED,
        "at": at,
        "now": now,
        "cause": news.cause[:200],
        "facts": orjson.dumps(facts).decode(),
    }
    access.fetch(_ENTER, values, tenant_id=message.tenant_id)


_ENTER = """
WITH message AS (
    UPDATE calls_message m SET
        state = %(status)s, cause = %(cause)s,
        provider_id = COALESCE(NULLIF(m.provider_id, ''), %(provider_id)s),
        sent_at = COALESCE(m.sent_at, %(at)s::timestamptz),
        ended_at = CASE WHEN %(is_final)s::bool THEN %(at)s::timestamptz END
    WHERE m.tenant_id = %(tenant)s AND m.id = %(message)s
      AND %(rank)s::int > CASE m.state WHEN 'intent' THEN -1 WHEN 'unknown' THEN -1 WHEN 'queued' THEN 0
                                       WHEN 'sent' THEN 1 ELSE 2 END
    RETURNING tenant_id, id, lead_id, step_id, provider_id
), told AS (
    INSERT INTO leads_event (tenant_id, lead_id, kind, occurred_at, facts, origin)
    SELECT tenant_id, lead_id, 'sms.' || %(status)s::text, %(at)s::timestamptz, %(facts)s::jsonb, id::text
    FROM message WHERE lead_id IS NOT NULL AND %(is_told)s::bool
    ON CONFLICT DO NOTHING
), settled AS (
    -- What it costs was known when it was sent.
    UPDATE calls_dial d SET state = 'settled', settled_micros = d.estimate_micros
    FROM message WHERE d.tenant_id = message.tenant_id AND d.step_id = message.step_id AND d.state = 'reserved'
), closed AS (
    -- A worker that still holds the step's lease finds the end itself.
    UPDATE outreach_step s
    SET state = 'done', done_at = %(now)s::timestamptz, external_id = message.provider_id, last_error = ''
    FROM message WHERE s.tenant_id = message.tenant_id AND s.id = message.step_id AND s.state IN ('waiting', 'unknown')
)
SELECT id FROM message
"""
