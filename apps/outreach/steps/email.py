"""Send a lead an e-mail, at most once."""

from apps.core.clock import Clock
from apps.outreach import mailing
from apps.outreach.models import Step
from apps.outreach.outcomes import Outcome

from .base import Handler as BaseHandler


class Handler(BaseHandler):
    repeatable = False
    # No news will come, and nobody can be asked: waiting would settle nothing.
    settle_seconds = 0.0

    def run(self, step: Step, *, clock: Clock) -> Outcome:
        return mailing.send(step, clock=clock)

    def may_have_happened(self, step: Step) -> bool:
        return mailing.may_have_been_sent(step)

    def reconcile(self, step: Step, *, clock: Clock) -> Outcome:
        return mailing.look_up(step)
