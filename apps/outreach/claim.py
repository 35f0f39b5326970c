"""Take one due step for this worker: the only thing that gives the right to carry a step out.

One statement: pick, lease, fence and tell the timeline. Fair between tenants (whoever has the least in hand goes
first), fresh before late, and by the database's clock alone.
"""

from collections.abc import Sequence
from datetime import datetime

import orjson
from django.conf import settings

from apps.core import metrics
from apps.tenants import access

from .models import Step

DUE = ("ready", "unknown", "waiting")


def next_due(queue: str, *, grace_ms: int = 0) -> Step | None:
    """Lease the step of this queue whose turn it is, if one is due for at least `grace_ms`."""
    wanted = {"queue": queue, "grace_ms": grace_ms, "lease": settings.LEADHUB_LEASE_SECONDS}
    found = access.fetch(NEXT, wanted, tenant_id=access.EVERY_TENANT)
    return _step(found[0]) if found else None


def ids_due(queue: str, *, most: int, grace_ms: int) -> list[int]:
    """The steps that wait for a hand, the longest waiting first; takes none of them."""
    rows = access.fetch(_IDS_DUE, {"queue": queue, "most": most, "grace_ms": grace_ms}, tenant_id=access.EVERY_TENANT)
    return [step_id for (step_id,) in rows]


def free_lapsed(repeatable_kinds: Sequence[str]) -> int:
    """Give back what dead workers held; a step that must not be done twice goes to `unknown`. Returns how many."""
    rows = access.fetch(_FREE_LAPSED, {"repeatable": list(repeatable_kinds)}, tenant_id=access.EVERY_TENANT)
    return len(rows)


def _step(row: access.Row) -> Step:
    *values, now, are_others_due = row
    step = Step.from_db("default", [field.attname for field in Step._meta.concrete_fields], values)
    # Django reads jsonb as text and decodes it in its own queries only.
    step.params = orjson.loads(step.params)
    step.are_others_due = are_others_due
    metrics.step_claimed(step.kind, _late_seconds(step, now))
    return step


def _late_seconds(step: Step, now: datetime) -> float:
    return max(0.0, (now - step.due_at).total_seconds())


_COLUMNS = ", ".join(f"s.{field.column}" for field in Step._meta.concrete_fields)
_PICK_NEXT = """
    RECURSIVE busy AS (
        (SELECT tenant_id FROM outreach_step
         WHERE queue = %(queue)s AND state IN ('ready', 'unknown', 'waiting') ORDER BY tenant_id LIMIT 1)
        UNION ALL
        SELECT (SELECT s.tenant_id FROM outreach_step s
                WHERE s.queue = %(queue)s AND s.state IN ('ready', 'unknown', 'waiting')
                  AND s.tenant_id > busy.tenant_id ORDER BY s.tenant_id LIMIT 1)
        FROM busy WHERE busy.tenant_id IS NOT NULL
    ), moment AS MATERIALIZED (
        -- A claim that a crash of Postgres takes back was never made: what is sent waits for a later, durable commit.
        SELECT leadhub_now() - %(grace_ms)s * interval '1 ms' AS due_before,
               set_config('synchronous_commit', 'off', true)
    ), turns AS MATERIALIZED (
        SELECT tenant_id, (SELECT count(*) FROM outreach_step held
                           WHERE held.state = 'leased' AND held.queue = %(queue)s
                             AND held.tenant_id = busy.tenant_id) AS in_hand
        FROM busy WHERE tenant_id IS NOT NULL
    ), candidates AS MATERIALIZED (
        SELECT first.id, first.priority, first.due_at, turns.in_hand
        FROM turns CROSS JOIN LATERAL (
            SELECT s.id, s.priority, s.due_at FROM outreach_step s
            WHERE s.queue = %(queue)s AND s.tenant_id = turns.tenant_id
              AND s.state IN ('ready', 'unknown', 'waiting') AND s.due_at <= (SELECT due_before FROM moment)
            ORDER BY s.due_at, s.priority LIMIT 16
        ) AS first
    ), picked AS (
        -- One candidate after the other, by its id: a join may begin at the other end, with every open step.
        -- COALESCE hides the state from the index of what is due. Where ANALYZE last saw nothing due that index looks
        -- shorter than the ids' own, and every claim of the next rush would read all that is due for each candidate.
        SELECT mine.id
        FROM (SELECT id FROM candidates ORDER BY in_hand, priority, due_at) AS candidate
        CROSS JOIN LATERAL (
            SELECT s.id FROM outreach_step s
            WHERE s.id = candidate.id AND COALESCE(s.state, '') IN ('ready', 'unknown', 'waiting')
            FOR UPDATE SKIP LOCKED
        ) AS mine
        LIMIT 1
    )
"""
_CLAIM = (
    """
WITH {pick}, claimed AS (
    UPDATE outreach_step s
    SET claimed_from = state, state = 'leased', fence = fence + 1,
        attempt = attempt + CASE WHEN state = 'ready' THEN 1 ELSE 0 END,
        lease_until = clock_timestamp() + %(lease)s * interval '1 s'
    FROM picked WHERE s.id = picked.id
    RETURNING """
    + _COLUMNS
    + """
), told AS (
    INSERT INTO leads_event (tenant_id, lead_id, kind, occurred_at, facts, origin)
    SELECT tenant_id, lead_id, 'step.started', leadhub_now(),
           jsonb_build_object('step', id, 'step_kind', kind, 'attempt', attempt, 'claimed_from', claimed_from),
           'step:' || id || ':' || fence
    FROM claimed WHERE lead_id IS NOT NULL AND claimed_from = 'ready'
    UNION ALL
    -- When the lead was safe is known only afterwards: from the log of commits, by the row of its first event.
    SELECT e.tenant_id, e.lead_id, 'lead.committed',
           pg_xact_commit_timestamp(e.xmin) + (SELECT shift FROM core_clock), '{{}}', ''
    FROM claimed JOIN leads_event e USING (tenant_id, lead_id)
    WHERE claimed.attempt = 1 AND e.kind = 'lead.received' AND e.origin = ''
      AND CASE WHEN current_setting('track_commit_timestamp')::bool
               THEN pg_xact_commit_timestamp(e.xmin) IS NOT NULL END
    ON CONFLICT DO NOTHING
)
SELECT claimed.*, leadhub_now(), (SELECT count(*) FROM candidates) > 1 FROM claimed
"""
)
NEXT = _CLAIM.format(pick=_PICK_NEXT)
_IDS_DUE = """
SELECT id FROM outreach_step
WHERE queue = %(queue)s AND state IN ('ready', 'unknown', 'waiting')
  AND due_at <= leadhub_now() - %(grace_ms)s * interval '1 ms'
ORDER BY due_at LIMIT %(most)s
"""
_FREE_LAPSED = """
UPDATE outreach_step
SET state = CASE WHEN claimed_from = 'waiting' THEN 'waiting'
                 WHEN kind = ANY(%(repeatable)s) THEN 'ready'
                 ELSE 'unknown' END,
    fence = fence + 1, lease_until = NULL, due_at = leadhub_now(), last_error = 'the worker that had it is gone'
WHERE id IN (SELECT id FROM outreach_step WHERE state = 'leased' AND lease_until < clock_timestamp()
             ORDER BY lease_until LIMIT 500 FOR UPDATE SKIP LOCKED)
RETURNING id
"""
