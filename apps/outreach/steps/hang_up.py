"""End a call that must not be: a second one to the same lead, found late."""

from apps.calls.models import Call
from apps.core.clock import Clock
from apps.outreach.models import Step
from apps.outreach.outcomes import Done, Outcome
from apps.tenants import access

from .base import Handler as BaseHandler


class Handler(BaseHandler):
    repeatable = True

    def run(self, step: Step, *, clock: Clock) -> Outcome:
        with access.as_tenant(step.tenant_id):
            calls = Call.objects.for_tenant(step.tenant_id).select_related("connection")
            carrier = calls.get(pk=step.params["call"]).connection.telephony()
        carrier.hang_up(step.params["provider_id"])
        return Done(step.params["provider_id"])
