"""Use case: write planned steps with their fact, and ring for them once the fact is safe."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from apps.core import queues
from apps.core.queues import Ring
from apps.leads.models import Lead

from .models import Step
from .plan import Planned


def write(planned: Iterable[Planned], *, tenant_id: int, lead: Lead | None, now: datetime) -> list[Step]:
    """Write the steps in the caller's transaction, once each; workers are woken when it commits."""
    steps = [
        Step(
            tenant_id=tenant_id,
            lead=lead,
            kind=each.kind,
            queue=each.queue,
            priority=each.priority,
            key=each.key[:120],
            params=dict(each.params),
            connection_id=each.connection_id,
            due_at=now + timedelta(milliseconds=each.delay_ms),
        )
        for each in planned
    ]
    Step.objects.bulk_create(steps, ignore_conflicts=True)
    written = Step.objects.for_tenant(tenant_id).filter(key__in=[step.key for step in steps])
    rings = [(step.queue, step.pk) for step in written if step.due_at <= now]
    transaction.on_commit(lambda: ring(rings))
    return list(written)


def ring(rings: Iterable[Ring]) -> None:
    """Wake workers for (queue, step id); harmless where the step is long done."""
    queues.ring(rings)
