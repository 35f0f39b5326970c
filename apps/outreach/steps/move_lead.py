"""Send a lead's call elsewhere: to the rep who has accepted, or to a last word."""

from apps.calls.models import Bridge
from apps.core.clock import Clock
from apps.integrations.errors import Rejected
from apps.outreach.bridging import seats
from apps.outreach.models import Step
from apps.outreach.outcomes import Done, Outcome, Skipped
from apps.tenants import access

from .base import Handler as BaseHandler


class Handler(BaseHandler):
    """Sent there twice they hear the same."""

    repeatable = True

    def run(self, step: Step, *, clock: Clock) -> Outcome:
        with access.as_tenant(step.tenant_id):
            bridges = Bridge.objects.for_tenant(step.tenant_id).select_related("connection", "call")
            bridge = bridges.get(pk=step.params["bridge"])
        call = bridge.call
        if call is None or not call.provider_id:
            return Skipped("the lead has no call", code="no_call")
        try:
            seats.rooms_of(bridge).redirect(call.provider_id, seats.where_the_lead_goes(bridge))
        except Rejected as refusal:
            return Skipped(f"the lead's call is over ({refusal.reason})", code="call_over")
        return Done(call.provider_id)
