"""Ring a rep's phone for a lead."""

from django.conf import settings

from apps.core.clock import Clock
from apps.outreach.bridging import phones
from apps.outreach.models import Step
from apps.outreach.outcomes import Outcome

from .base import Handler as BaseHandler


class Handler(BaseHandler):
    """A phone that rang can't be unrung."""

    repeatable = False
    settle_seconds = settings.LEADHUB_SETTLE_SECONDS / 3

    def run(self, step: Step, *, clock: Clock) -> Outcome:
        return phones.call(step, clock=clock)

    def reconcile(self, step: Step, *, clock: Clock) -> Outcome:
        return phones.look_up(step, clock=clock)

    def overdue(self, step: Step, *, clock: Clock) -> Outcome:
        return phones.ask_for_the_end(step, clock=clock)
