"""End a rep's call: another was faster, or the lead is gone."""

from apps.core.clock import Clock
from apps.outreach.bridging import phones
from apps.outreach.models import Step
from apps.outreach.outcomes import Again, Done, Outcome

from .base import Handler as BaseHandler

# The carrier's answer to our request is on its way.
ID_SECONDS = 0.2


class Handler(BaseHandler):
    repeatable = True

    def run(self, step: Step, *, clock: Clock) -> Outcome:
        if not phones.hang_up(step, now=clock()):
            return Again(ID_SECONDS, "the carrier has not named the call yet", costs_attempt=False)
        return Done()
