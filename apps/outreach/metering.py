"""Use case: count what tenants have used, day by day, from the leads and calls that there are.

Nothing on a lead's way counts anything: the sweeper does, beside it. A day is counted anew until an hour after it is
over, so that what was still being committed, or talked, at midnight is in it; after that it stays as it is.
"""

from datetime import date, datetime, timedelta

from apps.tenants import access

# Well beyond the longest call.
LATE = timedelta(hours=1)


def count(*, now: datetime) -> int:
    """Bring every tenant's days up to now; gives how many days were counted. What was missed is made good."""
    values: dict[str, object] = {"now": now, "late": LATE}
    return len(access.fetch(_COUNT, values, tenant_id=access.EVERY_TENANT))


def received_at(tenant_id: int, *, number: int, first: date, zone: str) -> datetime | None:
    """When the lead of that number came in, counted from the first of the month; None if there are not so many.

    Whole days are passed over by their count. In the tenant's view.
    """
    values: dict[str, object] = {"tenant": tenant_id, "number": number, "first": first, "zone": zone}
    rows = access.fetch(_NUMBERED, values, tenant_id=tenant_id)
    return rows[0][0] if rows else None


# A tenant that was never counted begins with the month before this one. The demo's clock may have been set back.
_COUNT = """
WITH asked AS (
    SELECT t.id AS tenant_id, t.time_zone AS zone, COALESCE(
        (SELECT ((LEAST(u.counted_at, %(now)s::timestamptz) - %(late)s::interval) AT TIME ZONE t.time_zone)::date
         FROM tenants_usage u WHERE u.tenant_id = t.id ORDER BY u.day DESC LIMIT 1),
        (date_trunc('month', %(now)s::timestamptz AT TIME ZONE t.time_zone) - interval '1 month')::date) AS first
    FROM tenants_tenant t
), found AS (
    SELECT asked.tenant_id, came.day, sum(came.leads) AS leads, sum(came.calls) AS calls, sum(came.minutes) AS minutes
    FROM asked CROSS JOIN LATERAL (
        SELECT (l.received_at AT TIME ZONE zone)::date AS day, count(*) AS leads, 0 AS calls, 0 AS minutes
        FROM leads_lead l
        WHERE l.tenant_id = asked.tenant_id AND NOT l.is_test
          AND l.received_at >= first::timestamp AT TIME ZONE zone AND l.received_at <= %(now)s::timestamptz
        GROUP BY 1
        UNION ALL
        SELECT (c.created_at AT TIME ZONE zone)::date, 0,
               count(*) FILTER (WHERE c.state NOT IN ('reserved', 'released')),
               COALESCE(sum(ceil(extract(epoch FROM v.closed_at - v.opened_at) / 60)), 0)
        FROM calls_call c
        LEFT JOIN calls_conversation v ON v.tenant_id = c.tenant_id AND v.call_id = c.id
        WHERE c.tenant_id = asked.tenant_id
          AND c.created_at >= first::timestamp AT TIME ZONE zone AND c.created_at <= %(now)s::timestamptz
        GROUP BY 1
    ) came
    GROUP BY 1, 2
)
INSERT INTO tenants_usage (tenant_id, day, leads, calls, agent_minutes, counted_at)
SELECT tenant_id, day, leads, calls, minutes, %(now)s::timestamptz FROM found
ORDER BY tenant_id, day
ON CONFLICT (tenant_id, day) DO UPDATE
SET leads = excluded.leads, calls = excluded.calls, agent_minutes = excluded.agent_minutes,
    counted_at = excluded.counted_at
RETURNING day
"""
_NUMBERED = """
WITH summed AS (
    SELECT u.day, u.leads, sum(u.leads) OVER (ORDER BY u.day) AS upto
    FROM tenants_usage u WHERE u.tenant_id = %(tenant)s AND u.day >= %(first)s::date
), the_day AS (
    SELECT day, upto - leads AS before FROM summed WHERE upto >= %(number)s::int ORDER BY day LIMIT 1
)
SELECT (
    SELECT l.received_at FROM leads_lead l
    WHERE l.tenant_id = %(tenant)s AND NOT l.is_test
      AND l.received_at >= the_day.day::timestamp AT TIME ZONE %(zone)s::text
    ORDER BY l.received_at, l.id OFFSET (%(number)s::int - the_day.before - 1)::bigint LIMIT 1)
FROM the_day
"""
