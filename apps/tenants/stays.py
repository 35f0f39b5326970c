"""Use case: an operator enters a tenant's pages for a reason that the tenant can read, and leaves them."""

from datetime import datetime

from . import access
from .models import Stay, Tenant, User
from .models.stay import LENGTH


class ReasonNeeded(Exception):
    """An operator at a tenant's door who has not said why."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


def require(operator: User, tenant: Tenant, *, now: datetime) -> Stay:
    """The operator's open stay. Raises `ReasonNeeded`."""
    with access.as_tenant(tenant.pk):
        found = Stay.objects.for_tenant(tenant).current(operator, now=now)
    if found is None:
        raise ReasonNeeded(tenant.slug)
    return found


def begin(operator: User, tenant: Tenant, *, reason: str, now: datetime) -> None:
    """For an hour."""
    with access.as_tenant(tenant.pk):
        Stay.objects.create(tenant=tenant, operator=operator, reason=reason, began_at=now, ends_at=now + LENGTH)


def end(operator: User, tenant: Tenant, *, now: datetime) -> None:
    """Harmless where none is open."""
    with access.as_tenant(tenant.pk):
        Stay.objects.for_tenant(tenant).filter(operator=operator, ends_at__gt=now).update(ends_at=now)
