"""Ask one provider what it charged for what is over."""

from apps.core.clock import Clock
from apps.integrations.errors import Unanswered, Unauthorized, Unavailable
from apps.outreach import charging, kit
from apps.outreach.models import Step
from apps.outreach.outcomes import Again, Done, Outcome, Skipped

from .base import Handler as BaseHandler


class Handler(BaseHandler):
    """A price that was told once is told no more; what is still due is the next step's."""

    repeatable = True

    def run(self, step: Step, *, clock: Clock) -> Outcome:
        connection = kit.of(step.tenant_id, now=clock()).connection(step.params["connection"])
        if connection is None:
            return Skipped("the connection is switched off", code="switched_off")
        try:
            is_all = charging.ask(connection, clock=clock)
        except (Unavailable, Unanswered, Unauthorized) as error:
            # The calls themselves tell the team; for a price nobody is woken.
            return Skipped(error.reason, code=error.code or "unanswered")
        return Done() if is_all else Again(0, "more of them are due", costs_attempt=False)
