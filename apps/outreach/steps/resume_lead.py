"""A lead who was put on hold is back in the room: somebody is there for them."""

from apps.calls.models import Bridge
from apps.core.clock import Clock
from apps.integrations.errors import Rejected
from apps.outreach.bridging import seats
from apps.outreach.models import Step
from apps.outreach.outcomes import Done, Outcome, Skipped
from apps.tenants import access

from .base import Handler as BaseHandler


class Handler(BaseHandler):
    repeatable = True

    def run(self, step: Step, *, clock: Clock) -> Outcome:
        with access.as_tenant(step.tenant_id):
            bridges = Bridge.objects.for_tenant(step.tenant_id).select_related("connection")
            bridge = bridges.get(pk=step.params["bridge"])
        try:
            seats.rooms_of(bridge).resume(seats.of_lead(bridge))
        except Rejected as refusal:
            return Skipped(f"the lead is not in the room ({refusal.reason})", code="room_over")
        with access.as_tenant(step.tenant_id):
            bridge.change(is_held=False)
        return Done()
