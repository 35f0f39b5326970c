"""Use case: plan the telling of what has happened to the endpoints that want to hear of it.

Nothing is added to the way of a lead: events are read back from the timelines once they are committed. An event's id
may be lower than one that was committed before it, so ids are looked at again for a minute; a step's key keeps
that harmless.
"""

from collections.abc import Iterator
from datetime import datetime

import orjson
import structlog
from pydantic import ValidationError

from apps.core import queues
from apps.core.queues import DEFAULT
from apps.integrations.errors import ProviderError
from apps.integrations.models import Connection, Family
from apps.tenants import access

log = structlog.get_logger(__name__)

# Longer than any transaction that writes events.
LOOK_BACK_SECONDS = 60
# After all that a person waits for.
PRIORITY = 7


def plan() -> int:
    """Write the steps that are owed since the last look; how many. Harmless if several do it at once."""
    with access.as_platform():
        endpoints = list(_endpoints())
    values: dict[str, object] = {
        "endpoints": orjson.dumps(endpoints).decode(),
        "look_back": LOOK_BACK_SECONDS,
        "queue": DEFAULT,
        "priority": PRIORITY,
    }
    rows = access.fetch(_PLAN, values, tenant_id=access.EVERY_TENANT)
    queues.ring((queue, step_id) for queue, step_id in rows)
    return len(rows)


def _endpoints() -> Iterator[dict[str, object]]:
    active = Connection.objects.filter(family=Family.EVENTS, is_active=True)
    for connection in active.exclude(state=Connection.State.UNAUTHORIZED).order_by("id"):
        try:
            kinds = list(connection.events().kinds)
        except (ValidationError, ProviderError) as error:
            log.warning("feed.unfit_endpoint", connection_id=connection.pk, exception=type(error).__name__)
            continue
        since: datetime = connection.created_at
        yield {"tenant": connection.tenant_id, "connection": connection.pk, "since": since, "kinds": kinds}


_PLAN = """
WITH head AS (SELECT COALESCE(max(id), 0) AS id FROM leads_event), begun AS (
    INSERT INTO outreach_feed (id, after_id, seen_id, seen_at) SELECT 1, id, id, clock_timestamp() FROM head
    ON CONFLICT DO NOTHING
), held AS (
    -- Whoever finds it held leaves the look to the holder.
    SELECT f.* FROM outreach_feed f WHERE f.id = 1 FOR UPDATE SKIP LOCKED
), moved AS (
    UPDATE outreach_feed f SET after_id = held.seen_id, seen_id = head.id, seen_at = clock_timestamp()
    FROM held, head
    WHERE f.id = held.id AND held.seen_at < clock_timestamp() - %(look_back)s * interval '1 s'
), wanted AS (
    SELECT w.tenant, w.connection, w.since, jsonb_array_elements_text(w.kinds) AS kind
    FROM jsonb_to_recordset(%(endpoints)s::jsonb) AS w(tenant bigint, connection bigint, since timestamptz, kinds jsonb)
)
INSERT INTO outreach_step (tenant_id, kind, queue, state, priority, key, params, connection_id, due_at)
SELECT e.tenant_id, 'event', %(queue)s, 'ready', %(priority)s, 'event:' || e.id || ':' || w.connection,
       jsonb_build_object('event', e.id, 'kind', e.kind), w.connection, leadhub_now()
FROM held
-- Nobody wants to hear: no timeline is read.
JOIN leads_event e ON e.id > held.after_id AND EXISTS (SELECT FROM wanted)
JOIN wanted w ON w.tenant = e.tenant_id AND w.kind = e.kind AND e.recorded_at >= w.since
-- What was planned at an earlier look; the conflict is for two who look at once.
WHERE NOT EXISTS (
    SELECT FROM outreach_step s WHERE s.tenant_id = e.tenant_id AND s.key = 'event:' || e.id || ':' || w.connection
)
ON CONFLICT DO NOTHING
RETURNING queue, id
"""
