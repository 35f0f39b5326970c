"""A tenant on a plan, as an operator would have put it there."""

from datetime import UTC, datetime
from typing import Any

from apps.tenants import access
from apps.tenants.models import Plan, Subscription, Tenant

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def plan(tenant: Tenant, *, own: dict[str, Any] | None = None, at: datetime = LONG_AGO, **traits: Any) -> Subscription:
    """`traits` are the plan's, `own` what the tenant has besides."""
    with access.as_platform():
        sold = Plan.objects.create(name=f"Plan {Plan.objects.count() + 1}", **traits)
        return Subscription.objects.create(
            tenant=tenant, plan=sold, reason="Bought it", set_by="ops@example.com", began_at=at, **(own or {})
        )
