"""Who looks, at whose pages: the tenants that a user may see, and the gate in front of each page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.dashboard import navigation
from apps.dashboard.live import topics
from apps.dashboard.navigation import Section
from apps.tenants import access, stays
from apps.tenants.models import Membership, Role, Stay, Tenant, User

_MOST_SHOWN = 50
# A superuser at any tenant's pages.
OPERATOR = "operator"


class SignedIn(HttpRequest):
    """A request behind the login."""

    user: User


@dataclass(frozen=True)
class Visit:
    """A user at a tenant's pages. `others` are the tenants that they may turn to, `menu` the pages they may open."""

    tenant: Tenant
    role: str
    may_manage: bool
    others: Sequence[Tenant]
    menu: Sequence[Section] = ()
    # An operator's, who has said why.
    stay: Stay | None = None

    @property
    def stream(self) -> str:
        """Where their page hears of news."""
        return topics.url(self.tenant.pk)


type Page = Callable[..., HttpResponseBase]


def tenants_of(user: User) -> dict[Tenant, str]:
    """The user's tenants and roles by name; a superuser sees all."""
    if user.is_superuser:
        return dict.fromkeys(Tenant.objects.order_by("name", "id"), OPERATOR)
    with access.as_platform():
        mine = Membership.objects.filter(user=user).select_related("tenant").order_by("tenant__name", "id")
        return {membership.tenant: membership.role for membership in mine}


def find(user: User, *, slug: str) -> Visit:
    """The user's visit to a tenant. Raises `Http404` where they are no member, as if it did not exist.

    Raises `stays.ReasonNeeded` where an operator has not said why.
    """
    mine = tenants_of(user)
    tenant = next((tenant for tenant in mine if tenant.slug == slug), None)
    if tenant is None:
        raise Http404
    role = mine[tenant]
    stay = stays.require(user, tenant, now=clock.now()) if role == OPERATOR else None
    may_manage = user.is_superuser or Role(role).may_manage
    others = [other for other in mine if other != tenant]
    return Visit(tenant, role, may_manage, others[:_MOST_SHOWN], stay=stay)


def members_only(view: Page) -> Page:
    """Show the page to members of the tenant in the URL, inside that tenant's walls; the view gets the Visit."""

    @never_cache
    @login_required
    @wraps(view)
    def gated(request: SignedIn, tenant: str, **parts: Any) -> HttpResponseBase:
        visit = find(request.user, slug=tenant)
        here = request.resolver_match.url_name if request.resolver_match else None
        visit = replace(visit, menu=navigation.menu(tenant, role=visit.role, here=here or ""))
        with access.as_tenant(visit.tenant.pk):
            return view(request, visit, **parts)

    return gated


def _require(visit: Visit, roles: frozenset[Role]) -> None:
    if visit.role != OPERATOR and visit.role not in roles:
        raise PermissionDenied


def open_to(roles: frozenset[Role]) -> Callable[[Page], Page]:
    """Of the tenant's members, show the page to these roles alone; the others are told that it is not for them."""

    def narrowed(view: Page) -> Page:
        @members_only
        @wraps(view)
        def gated(request: SignedIn, visit: Visit, **parts: Any) -> HttpResponseBase:
            _require(visit, roles)
            return view(request, visit, **parts)

        return gated

    return narrowed


def open_outside(roles: frozenset[Role]) -> Callable[[Page], Page]:
    """As `open_to`, with no transaction open: the view's use case enters the tenant by itself."""

    def narrowed(view: Page) -> Page:
        @never_cache
        @login_required
        @wraps(view)
        def gated(request: SignedIn, tenant: str, **parts: Any) -> HttpResponseBase:
            visit = find(request.user, slug=tenant)
            _require(visit, roles)
            return view(request, visit, **parts)

        return gated

    return narrowed
