"""Finish a booking that did not come to its end: the calendar was away, or nobody came back from asking it."""

from apps.core.clock import Clock
from apps.outreach import booking
from apps.outreach.models import Step
from apps.outreach.outcomes import Outcome

from .base import Handler as BaseHandler


class Handler(BaseHandler):
    """The entry has our own id: a second try finds the first."""

    repeatable = True

    def run(self, step: Step, *, clock: Clock) -> Outcome:
        return booking.finish(step, clock=clock)
