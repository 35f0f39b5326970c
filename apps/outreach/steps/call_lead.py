"""A rep has accepted, or nobody has: the lead's call, which waited for that, is due now."""

from apps.core.clock import Clock
from apps.outreach import dispatch
from apps.outreach.bridging import leading
from apps.outreach.models import Step
from apps.outreach.outcomes import Again, Done, Outcome, Skipped
from apps.tenants import access

from .base import Handler as BaseHandler


class Handler(BaseHandler):
    repeatable = True

    def run(self, step: Step, *, clock: Clock) -> Outcome:
        with access.as_tenant(step.tenant_id):
            waiting = leading.waiting_step(step)
            if waiting is None:
                return Skipped("the lead's call is not waiting any more", code="not_waiting")
            if waiting.state == Step.State.LEASED:
                return Again(leading.STEP_BACK.total_seconds(), "the call is being put back", costs_attempt=False)
            due = Step.objects.filter(tenant_id=step.tenant_id, pk=waiting.pk, state=Step.State.READY)
            due.update(due_at=clock())
            dispatch.ring_after_commit([(waiting.queue, waiting.pk)])
        return Done()
