"""Lines to call on: a slot is a row with a lease, taken in one statement, given back when the call ends.

A fresh lead's slot is booked ahead at the pace's next instant, so a burst keeps its order and is placed in the computed
time. A retry books nothing ahead: it takes a slot only where one is free now, and holds a ticket meanwhile.
By the machine's true clock: moving the demo's must free or block no line.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import orjson
from django.db.models import F
from django.db.models.functions import Least

from apps.core.clock import TrueNow
from apps.tenants import access
from apps.tenants.access import Statement

from . import pacing
from .models import Slot
from .pacing import HEADROOM, Limit, Route

# Ringing, the longest talk and the silence after it; the call's end gives the line back long before.
LEASE_SECONDS = 720
# Where all lines are in use nobody knows when one is free: look again so soon.
LOOK_SECONDS = 2.0
# Nobody books further ahead: a step that would is told to look again.
BOOK_AHEAD_SECONDS = 60


@dataclass(frozen=True)
class Granted:
    """Call now, on this route."""

    route: Route


@dataclass(frozen=True)
class Busy:
    """Not now: come again in so many seconds. `is_booked`: the line is held for then."""

    seconds: float
    is_booked: bool


def take(
    tenant_id: int, step_id: int, *, routes: Sequence[Route], limits: Sequence[Limit], is_fresh: bool
) -> Granted | Busy:
    """Take a line for a step's call, on the first route that has one soonest; in a transaction of its own.

    Asked again it gives the same line. `routes` are in order of preference; the first is taken where none is limited.
    """
    binding = pacing.binding(limits, routes)
    if not binding:
        return Granted(routes[0])
    names = pacing.locks(binding, tenant_id=tenant_id, routes=routes)
    values = {
        "tenant": tenant_id,
        "step": step_id,
        "is_fresh": is_fresh,
        "routes": orjson.dumps([[n, each.connection_id, each.caller_id] for n, each in enumerate(routes)]).decode(),
        "limits": orjson.dumps([_row(each, is_fresh=is_fresh) for each in binding]).decode(),
        "lease": LEASE_SECONDS,
        "headroom": HEADROOM,
        "ahead": BOOK_AHEAD_SECONDS,
    }
    # The platform's lines are everybody's.
    (rows,) = access.fetch_all([Statement(_TAKE, values, access.EVERY_TENANT, [access.lock(name) for name in names])])
    if not rows:
        return Busy(LOOK_SECONDS, is_booked=False)
    ((rank, seconds, is_ticket),) = rows
    if seconds > 0 or is_ticket:
        return Busy(max(seconds, 0.05), is_booked=not is_ticket)
    return Granted(routes[rank])


def release(tenant_id: int, step_id: int) -> None:
    """The call is over, or was never placed: its line is free. In the caller's transaction; harmless to repeat."""
    mine = Slot.objects.for_tenant(tenant_id).filter(step_id=step_id)
    mine.update(lease_until=Least(F("lease_until"), TrueNow()))


def _row(limit: Limit, *, is_fresh: bool) -> list[object]:
    at_once = limit.at_once if is_fresh else limit.at_once_for_retries
    return [limit.scope, limit.connection_id, limit.interval_seconds, at_once]


# Ended slots stay a minute: the latest starts tell the pace. The locks make the counts true when the row is written.
_TAKE = """
WITH moment AS MATERIALIZED (SELECT clock_timestamp() AS now
), swept AS (
    DELETE FROM calls_slot USING moment
    WHERE tenant_id = %(tenant)s AND lease_until < now - interval '1 minute' AND step_id <> %(step)s
), route AS (
    SELECT (r ->> 0)::int AS rank, (r ->> 1)::bigint AS connection_id, r ->> 2 AS caller_id
    FROM jsonb_array_elements(%(routes)s::jsonb) r
), bound AS (
    SELECT nth, b ->> 0 AS scope, (b ->> 1)::bigint AS connection_id, (b ->> 2)::float * interval '1 s' AS apart,
           (b ->> 3)::int AS at_once
    FROM jsonb_array_elements(%(limits)s::jsonb) WITH ORDINALITY AS bounds(b, nth)
), mine AS (
    SELECT rank, s.starts_at FROM calls_slot s JOIN route USING (connection_id), moment
    WHERE s.tenant_id = %(tenant)s AND s.step_id = %(step)s AND NOT s.is_ticket AND s.lease_until > now
), line AS MATERIALIZED (
    SELECT route.rank, bound.nth, bound.apart, bound.at_once, s.starts_at, s.lease_until, s.is_ticket
    FROM route JOIN bound ON bound.connection_id IS NULL OR bound.connection_id = route.connection_id
    CROSS JOIN moment JOIN calls_slot s ON s.lease_until > now - interval '1 minute'
        AND (s.tenant_id, s.step_id) <> (%(tenant)s, %(step)s)
        AND CASE bound.scope WHEN 'platform' THEN true
                             WHEN 'tenant' THEN s.tenant_id = %(tenant)s
                             WHEN 'number' THEN s.tenant_id = %(tenant)s AND s.caller_id = route.caller_id
                             ELSE s.connection_id = route.connection_id END
), near AS MATERIALIZED (
    SELECT rank, apart, starts_at FROM line, moment
    WHERE NOT is_ticket AND apart > interval '0' AND starts_at + apart > now
), crowded AS (
    SELECT DISTINCT rank FROM line, moment WHERE NOT is_ticket AND lease_until > now AND at_once > 0
    GROUP BY rank, nth, at_once HAVING count(*) >= at_once
), instant AS (
    SELECT rank, now AS at FROM route, moment UNION SELECT rank, starts_at + apart FROM near
), open AS (
    SELECT rank, min(at) AS next_at FROM instant
    WHERE NOT EXISTS (SELECT FROM near WHERE near.rank = instant.rank
                      AND near.starts_at > instant.at - near.apart AND near.starts_at < instant.at + near.apart)
    GROUP BY rank
), queued AS (
    SELECT rank, max(starts_at + apart / (1 - %(headroom)s)) AS after FROM line WHERE is_ticket GROUP BY rank
), way AS (
    SELECT rank, now, next_at, EXISTS (SELECT FROM crowded WHERE crowded.rank = open.rank) AS is_full,
           GREATEST(now + interval '250 ms', next_at, after) AS next_ticket_at
    FROM open CROSS JOIN moment LEFT JOIN queued USING (rank)
), chosen AS (
    SELECT rank, CASE WHEN is_ticket THEN next_ticket_at ELSE next_at END AS starts_at, is_ticket
    FROM (SELECT *, NOT %(is_fresh)s AND (is_full OR next_at > now) AS is_ticket FROM way) way
    WHERE is_ticket OR (NOT is_full AND next_at <= now + %(ahead)s * interval '1 s')
    ORDER BY is_ticket, next_at, rank LIMIT 1
), taken AS (
    INSERT INTO calls_slot (tenant_id, step_id, connection_id, caller_id, starts_at, lease_until, is_ticket)
    SELECT %(tenant)s, %(step)s, connection_id, caller_id, starts_at, starts_at + %(lease)s * interval '1 s', is_ticket
    FROM chosen JOIN route USING (rank) WHERE NOT EXISTS (SELECT FROM mine)
    ON CONFLICT (tenant_id, step_id) DO UPDATE
    SET connection_id = EXCLUDED.connection_id, caller_id = EXCLUDED.caller_id, starts_at = EXCLUDED.starts_at,
        lease_until = EXCLUDED.lease_until, is_ticket = EXCLUDED.is_ticket
    RETURNING connection_id, starts_at, is_ticket
)
SELECT rank, EXTRACT(epoch FROM starts_at - now)::float, false FROM mine, moment
UNION ALL
SELECT rank, EXTRACT(epoch FROM starts_at - now)::float, is_ticket FROM taken JOIN route USING (connection_id), moment
LIMIT 1
"""
