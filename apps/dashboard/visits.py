"""Who looks, at whose pages: the tenants that a user may see, and the gate in front of each page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from apps.tenants import access
from apps.tenants.models import Membership, Role, Tenant, User

_MOST_SHOWN = 50


class SignedIn(HttpRequest):
    """A request behind the login."""

    user: User


@dataclass(frozen=True)
class Visit:
    """A user at a tenant's pages. `others` are the tenants that they may turn to."""

    tenant: Tenant
    role: str
    may_manage: bool
    others: Sequence[Tenant]


type Page = Callable[..., HttpResponseBase]


def tenants_of(user: User) -> dict[Tenant, str]:
    """The user's tenants and roles by name; a superuser sees all."""
    if user.is_superuser:
        return dict.fromkeys(Tenant.objects.order_by("name", "id"), "operator")
    with access.as_platform():
        mine = Membership.objects.filter(user=user).select_related("tenant").order_by("tenant__name", "id")
        return {membership.tenant: membership.role for membership in mine}


def find(user: User, *, slug: str) -> Visit:
    """The user's visit to a tenant. Raises `Http404` where they are no member, as if it did not exist."""
    mine = tenants_of(user)
    tenant = next((tenant for tenant in mine if tenant.slug == slug), None)
    if tenant is None:
        raise Http404
    role = mine[tenant]
    may_manage = user.is_superuser or Role(role).may_manage
    others = [other for other in mine if other != tenant]
    return Visit(tenant, role, may_manage, others[:_MOST_SHOWN])


def members_only(view: Page) -> Page:
    """Show the page to members of the tenant in the URL, inside that tenant's walls; the view gets the Visit."""

    @never_cache
    @login_required
    @wraps(view)
    def gated(request: SignedIn, tenant: str, **parts: Any) -> HttpResponseBase:
        visit = find(request.user, slug=tenant)
        with access.as_tenant(visit.tenant.pk):
            return view(request, visit, **parts)

    return gated
