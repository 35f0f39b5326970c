"""What a tenant's plan allows, and the word that stops who would add one thing more than that."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from .models import LIMITS, Invitation, Membership, Overage, Subscription, Tenant

type Place = Literal["seats", "sources", "connections"]

# One, and several.
_CALLED = {"seats": ("seat", "seats"), "sources": ("source", "sources"), "connections": ("connection", "connections")}
_REMEDY = {
    "seats": "Remove a member or withdraw an invitation",
    "sources": "Switch one off that you no longer need",
    "connections": "Switch one off that you no longer need",
}


class Full(Exception):
    """The plan has no room for one more; `str()` is what a person reads."""


@dataclass(frozen=True)
class Allowance:
    """Of a month, or at once; 0 is no limit. `plan` is "" where the tenant is on none: then nothing is limited."""

    plan: str = ""
    overage: Overage = Overage.WARN
    leads: int = 0
    calls: int = 0
    agent_minutes: int = 0
    seats: int = 0
    sources: int = 0
    connections: int = 0
    recording_days: int = 0

    @property
    def holds(self) -> bool:
        return self.overage == Overage.HOLD

    def most(self, limit: str) -> int:
        return int(getattr(self, limit))


def of(tenant_id: int) -> Allowance:
    """By the plan that the tenant is on now; in the caller's view."""
    current = Subscription.objects.for_tenant(tenant_id).newest_first().first()
    return by(current) if current else Allowance()


def by(subscription: Subscription) -> Allowance:
    """The plan's, with what the tenant has of its own."""
    plan = subscription.plan
    own = {name: getattr(subscription, name) for name in LIMITS}
    limits = {name: getattr(plan, name) if value is None else value for name, value in own.items()}
    return Allowance(plan=plan.name, overage=Overage(subscription.overage or plan.overage), **limits)


def seats_taken(tenant_id: int, *, now: datetime) -> int:
    """Members, and whoever may still become one by an open invitation."""
    members = Membership.objects.for_tenant(tenant_id).count()
    return members + Invitation.objects.for_tenant(tenant_id).open_at(now).count()


def require(tenant: Tenant, place: Place, *, taken: Callable[[], int]) -> None:
    """Raise `Full` unless one more fits. In the tenant's view; `taken` counts what is there.

    Until the transaction ends nobody else adds anything, so that two people don't both take the last place.
    """
    allowed = of(tenant.pk)
    most = allowed.most(place)
    if not most:
        return
    # No lead waits for this: foreign keys ask for a weaker lock.
    Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    if taken() >= most:
        raise Full(_said(allowed.plan, place, most))


def _said(plan: str, place: Place, most: int) -> str:
    one, several = _CALLED[place]
    taken = f"1 {one}, and it is taken" if most == 1 else f"{most} {several}, and all are taken"
    return f"Your plan {plan} has {taken}. {_REMEDY[place]}, or have an owner ask LeadHub for more."
