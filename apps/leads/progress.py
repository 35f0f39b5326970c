"""Use case: read from the timelines how far leads got.

Whoever tells an event that counts leaves a mark by a trigger, in the same transaction. The sweeper takes the marks and
reads those leads' timelines, and so does each page before it shows figures: no page shows less than was committed.
"""

from typing import Any

from django.db import connection

from apps.tenants import access

from .models import Stirred

# Some carriers report no ringing when the phone is picked up at once.
RINGS = ("call.ringing", "call.answered")
BOOKED = ("lead.booked", "appointment.booked")
# What carriers call those who answer and are no person; where they don't say who answered, a person did.
MACHINE = "machine|voicemail|fax"
MOST_AT_ONCE = 2_000


def sweep() -> int:
    """Take the oldest marks of all tenants; how many. What somebody else has in hand is left to them."""
    with access.as_platform():
        return _take(_OLDEST_OF_ALL)


def bring_up(tenant_id: int) -> bool:
    """Take the tenant's marks in the caller's transaction; False if there are so many that the sweeper must help.

    It waits for who has one in hand, so all that was committed before is in the figures that are read next.
    """
    return _take(_OLDEST_OF_TENANT, tenant=tenant_id) < MOST_AT_ONCE


def behind(tenant_id: int) -> int:
    """How many marks are left."""
    return Stirred.objects.for_tenant(tenant_id).count()


def _take(chosen: str, **whose: int) -> int:
    told: dict[str, Any] = {"rings": list(RINGS), "booked": list(BOOKED), "machine": MACHINE, "most": MOST_AT_ONCE}
    told["qualified"] = ["lead.qualified", *BOOKED]
    with connection.cursor() as cursor:
        cursor.execute(_TAKE.format(chosen=chosen), told | whose)
        return int(cursor.fetchone()[0])


_OLDEST_OF_ALL = "SELECT id FROM leads_stirred ORDER BY id LIMIT %(most)s FOR UPDATE SKIP LOCKED"
_OLDEST_OF_TENANT = "SELECT id FROM leads_stirred WHERE tenant_id = %(tenant)s ORDER BY id LIMIT %(most)s FOR UPDATE"
# Chosen once: as a condition of the deletion, the choice may be made anew for every row, and is no limit then.
# Two may read a lead at once, one of them before the other's news: what is known already is never unlearned.
_TAKE = """
WITH chosen AS MATERIALIZED (
    {chosen}
), taken AS (
    DELETE FROM leads_stirred s USING chosen WHERE s.id = chosen.id RETURNING s.tenant_id, s.lead_id
), stirred AS (
    SELECT DISTINCT tenant_id, lead_id FROM taken
), told AS (
    INSERT INTO leads_progress AS known (tenant_id, lead_id, received_at, is_test, request_ms, ring_ms, answer_ms,
                                         crm_ms, qualified_ms, booked_ms)
    SELECT l.tenant_id, l.id, l.received_at, l.is_test,
           extract(epoch FROM first.requested - l.received_at)::float * 1000,
           extract(epoch FROM first.rang - l.received_at)::float * 1000,
           extract(epoch FROM first.answered - l.received_at)::float * 1000,
           extract(epoch FROM first.written - l.received_at)::float * 1000,
           extract(epoch FROM first.qualified - l.received_at)::float * 1000,
           extract(epoch FROM first.booked - l.received_at)::float * 1000
    FROM stirred s
    JOIN leads_lead l ON l.tenant_id = s.tenant_id AND l.id = s.lead_id
    CROSS JOIN LATERAL (
        SELECT min(occurred_at) FILTER (WHERE kind = 'call.requested') AS requested,
               min(occurred_at) FILTER (WHERE kind = ANY(%(rings)s)) AS rang,
               min(occurred_at) FILTER (
                   WHERE kind = 'call.answered' AND COALESCE(facts ->> 'answered_by', '') !~ %(machine)s) AS answered,
               min(occurred_at) FILTER (WHERE kind = 'crm.written') AS written,
               min(occurred_at) FILTER (WHERE kind = ANY(%(qualified)s)) AS qualified,
               min(occurred_at) FILTER (WHERE kind = ANY(%(booked)s)) AS booked
        FROM leads_event e WHERE e.tenant_id = l.tenant_id AND e.lead_id = l.id
    ) first
    ORDER BY l.id
    ON CONFLICT (lead_id) DO UPDATE SET
        request_ms = LEAST(known.request_ms, excluded.request_ms), ring_ms = LEAST(known.ring_ms, excluded.ring_ms),
        answer_ms = LEAST(known.answer_ms, excluded.answer_ms), crm_ms = LEAST(known.crm_ms, excluded.crm_ms),
        qualified_ms = LEAST(known.qualified_ms, excluded.qualified_ms),
        booked_ms = LEAST(known.booked_ms, excluded.booked_ms)
)
SELECT count(*) FROM taken
"""
