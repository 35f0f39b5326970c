"""Use case: the time is up in which somebody could accept a lead."""

from datetime import datetime

from apps.calls.models import Bridge, Ring
from apps.outreach.models import Step
from apps.tenants import access

from . import ending, ring_news


def come(step: Step, *, now: datetime) -> None:
    """Hang up who has not accepted, and ring the next; nothing where somebody has, or an earlier end rang them."""
    with access.as_tenant(step.tenant_id):
        bridge = Bridge.locked(step.tenant_id, step.params["bridge"])
        if bridge.state != Bridge.State.RINGING or bridge.round != step.params["round"]:
            return
        ending.call_off(bridge, Ring.Outcome.NO_ANSWER, now=now)
        ring_news.go_on(bridge, now=now)
