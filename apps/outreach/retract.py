"""Take back steps whose turn has not come; their lead's timeline says why."""

from datetime import datetime

from django.db.models import QuerySet

from apps.leads.models import Lead

from .models import Step


def steps(lead: Lead, promised: QuerySet[Step], *, reason: str, now: datetime) -> int:
    """Cancel what of `promised` no worker holds, in the caller's transaction; how many."""
    waiting = promised.filter(tenant_id=lead.tenant_id, lead=lead, state__in=(Step.State.READY, Step.State.HELD))
    # Locked first: what a worker claims at this moment is not cancelled, its gate stops it.
    found = list(waiting.select_for_update(skip_locked=True).order_by("pk"))
    lead.tell_all(
        [
            lead.fact(
                "step.cancelled", at=now, origin=f"step:{step.pk}", step=step.pk, step_kind=step.kind, reason=reason
            )
            for step in found
        ]
    )
    return (
        Step.objects.for_tenant(lead.tenant_id)
        .filter(pk__in=[step.pk for step in found])
        .update(state=Step.State.CANCELLED, done_at=now, last_error=reason[:300])
    )
