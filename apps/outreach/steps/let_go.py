"""Carry out what a plan had held, now that it has room again; some at a time."""

from apps.core.clock import Clock
from apps.outreach import replay
from apps.outreach.models import Step
from apps.outreach.outcomes import Again, Done, Outcome
from apps.tenants import access
from apps.tenants.models import Tenant

from .base import Handler as BaseHandler

MOST_AT_ONCE = 200


class Handler(BaseHandler):
    """What is free already is not found again."""

    repeatable = True

    def run(self, step: Step, *, clock: Clock) -> Outcome:
        with access.as_tenant(step.tenant_id):
            tenant = Tenant.objects.get(pk=step.tenant_id)
            freed = replay.of_plan(tenant, now=clock(), most=MOST_AT_ONCE)
        # As long as those that were freed take to begin.
        wait = (MOST_AT_ONCE * replay.APART).total_seconds()
        return Done() if freed < MOST_AT_ONCE else Again(wait, "more were held", costs_attempt=False)
