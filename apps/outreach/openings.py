"""When we may reach a number, as the cadence's planner asks it; the gate decides anew at the dial instant."""

from datetime import datetime

from apps.compliance import gate
from apps.compliance.gate import Channel
from apps.tenants.models import Tenant

from .cadence.history import Lawful, NeverLawful, Opening, always


def of_number(phone: str, tenant: Tenant) -> Lawful:
    """The instants at which a call may be placed, as the gate sees it now; in the caller's view."""
    decision = gate.decide(tenant, phone, channel=Channel.CALL)
    if decision.is_allowed:
        return always

    def closed(at: datetime) -> Opening:
        raise NeverLawful(decision.says)

    return closed
