"""End a lead's cadence once its last text was not answered either."""

from apps.core.clock import Clock
from apps.outreach import follow_up
from apps.outreach.models import Step
from apps.outreach.outcomes import Done, Outcome, Skipped
from apps.tenants import access

from .base import Handler as BaseHandler


class Handler(BaseHandler):
    """A lead is given up once, however often this is done."""

    repeatable = True

    def run(self, step: Step, *, clock: Clock) -> Outcome:
        with access.as_tenant(step.tenant_id):
            is_over = follow_up.give_up(step, now=clock())
        return Done() if is_over else Skipped("the lead was reached meanwhile", code="reached")
