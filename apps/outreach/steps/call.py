"""Call a fresh lead."""

from django.conf import settings

from apps.calls import book
from apps.core.clock import Clock
from apps.outreach import dial, lookup
from apps.outreach.bridging import holding
from apps.outreach.models import Step
from apps.outreach.outcomes import Outcome

from .base import Handler as BaseHandler


class Handler(BaseHandler):
    """A phone that rang can't be unrung: nothing here is done twice on a guess."""

    repeatable = False
    settle_seconds = settings.LEADHUB_SETTLE_SECONDS / 3

    def run(self, step: Step, *, clock: Clock) -> Outcome:
        return holding.with_the_rep(step, dial.place, clock=clock)

    def may_have_happened(self, step: Step) -> bool:
        return book.may_have_rung(step.tenant_id, step_id=step.pk)

    def reconcile(self, step: Step, *, clock: Clock) -> Outcome:
        return lookup.call(step, clock=clock)

    def overdue(self, step: Step, *, clock: Clock) -> Outcome:
        return lookup.call_end(step, clock=clock)
