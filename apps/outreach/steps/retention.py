"""Delete the recordings that the tenant keeps no longer."""

from apps.core.clock import Clock
from apps.outreach import retention
from apps.outreach.models import Step
from apps.outreach.outcomes import Again, Done, Outcome

from .base import Handler as BaseHandler

LATER_SECONDS = 300


class Handler(BaseHandler):
    """What is deleted stays so."""

    repeatable = True

    def run(self, step: Step, *, clock: Clock) -> Outcome:
        try:
            is_all = retention.delete_old(step.tenant_id, clock=clock)
        except OSError:
            return Again(LATER_SECONDS, "the storage of recordings does not answer", costs_attempt=False)
        return Done() if is_all else Again(0, "more of them are old", costs_attempt=False)
