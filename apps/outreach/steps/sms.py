"""Send the first text message, exactly once as far as a carrier without keys allows."""

from django.conf import settings

from apps.core.clock import Clock
from apps.outreach import texting
from apps.outreach.models import Step
from apps.outreach.outcomes import Outcome

from .base import Handler as BaseHandler


class Handler(BaseHandler):
    repeatable = False
    settle_seconds = settings.LEADHUB_SETTLE_SECONDS / 3

    def run(self, step: Step, *, clock: Clock) -> Outcome:
        return texting.send(step, clock=clock)

    def may_have_happened(self, step: Step) -> bool:
        return texting.may_have_been_sent(step)

    def reconcile(self, step: Step, *, clock: Clock) -> Outcome:
        return texting.look_up(step, clock=clock)
