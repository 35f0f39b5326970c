"""Nobody has accepted a lead in time: the next one is rung."""

from apps.core.clock import Clock
from apps.outreach.bridging import next_turn
from apps.outreach.models import Step
from apps.outreach.outcomes import Done, Outcome

from .base import Handler as BaseHandler


class Handler(BaseHandler):
    repeatable = True

    def run(self, step: Step, *, clock: Clock) -> Outcome:
        next_turn.come(step, now=clock())
        return Done()
