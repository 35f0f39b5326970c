"""Whose back office a request is in, and what the person may do there."""

from dataclasses import dataclass
from typing import cast

from django.http import Http404, HttpRequest

from apps.core import clock
from apps.tenants import access, stays
from apps.tenants.models import Membership, Role, Tenant, User


@dataclass(frozen=True)
class Office:
    """One tenant's back office as one person sees it; `others` are the further tenants that they manage."""

    tenant: Tenant
    role: Role
    others: tuple[Tenant, ...] = ()

    @property
    def owns(self) -> bool:
        return self.role == Role.OWNER


class OfficeRequest(HttpRequest):
    """A request that went through the mount: signed in, and a manager of this tenant."""

    user: User
    office: Office


def of(request: HttpRequest) -> Office:
    """The office that the request was let into."""
    return cast(OfficeRequest, request).office


def who(request: HttpRequest) -> User:
    """The person who was let in."""
    return cast(OfficeRequest, request).user


def enter(user: User, *, slug: str) -> Office:
    """Let a person in. Raises `Http404` where there is no such tenant or no such right: nobody learns which.

    Raises `stays.ReasonNeeded` where an operator has not said why.
    """
    offices = managed_by(user)
    for tenant, role in offices.items():
        if tenant.slug == slug:
            if user.is_superuser:
                stays.require(user, tenant, now=clock.now())
            return Office(tenant, role, tuple(other for other in offices if other != tenant))
    raise Http404


def managed_by(user: User) -> dict[Tenant, Role]:
    """The tenants whose back office is open to a person; an operator's word counts as an owner's."""
    if not user.is_active:
        return {}
    if user.is_superuser:
        return dict.fromkeys(Tenant.objects.all(), Role.OWNER)
    with access.as_platform():  # a login has no tenant yet
        memberships = list(Membership.objects.filter(user=user).select_related("tenant").order_by("tenant__name"))
    return {row.tenant: Role(row.role) for row in memberships if Role(row.role).may_manage}
