"""Use case: write planned steps with their fact, and ring for them once the fact is safe."""

from collections.abc import Iterable

import orjson
from django.db import connection, transaction

from apps.core import queues
from apps.core.queues import Ring
from apps.leads.models import Lead

from .plan import Planned


def write(planned: Iterable[Planned], *, tenant_id: int, lead: Lead | None) -> None:
    """Write the steps in the caller's transaction, once each; workers are woken when it commits."""
    steps = orjson.dumps(list(planned)).decode()
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, {"tenant": tenant_id, "lead": lead.pk if lead else None, "steps": steps})
        rings = [(queue, step_id) for queue, step_id, is_due in cursor.fetchall() if is_due]
    ring_after_commit(rings)


def ring_after_commit(rings: Iterable[Ring]) -> None:
    """Wake workers once the caller's transaction is safe."""
    transaction.on_commit(lambda: ring(rings), robust=True)


def ring(rings: Iterable[Ring]) -> None:
    """Wake workers for (queue, step id); harmless where the step is long done."""
    queues.ring(rings)


_WRITE = """
INSERT INTO outreach_step (tenant_id, lead_id, kind, queue, state, priority, key, params, connection_id, due_at)
SELECT %(tenant)s, %(lead)s::uuid, s.kind, s.queue, 'ready', s.priority, left(s.key, 120), s.params, s.connection_id,
       COALESCE(s.due_at, leadhub_now() + s.delay_ms * interval '1 ms')
FROM jsonb_to_recordset(%(steps)s::jsonb)
     AS s(kind text, queue text, priority int, key text, params jsonb, connection_id bigint, delay_ms int,
          due_at timestamptz)
ON CONFLICT DO NOTHING
RETURNING queue, id, due_at <= leadhub_now()
"""
