"""The door to the back offices: each tenant's is mounted under its own prefix, so every link stays inside."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.urls import get_script_prefix, get_urlconf, resolve, reverse, set_script_prefix, set_urlconf
from django.utils import timezone
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override

from apps.manage import office
from apps.manage.office import OfficeRequest
from apps.tenants import access

INSIDE = "apps.manage.inside"
# unfold's Alpine evaluates attributes and sets styles (unfold #1344, #1535); nowhere else is this allowed.
POLICY: Mapping[str, list[str]] = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.UNSAFE_EVAL],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "form-action": [CSP.SELF],
}


def choose(request: HttpRequest) -> HttpResponse:
    """Lead a manager to their first back office."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    tenants = list(office.managed_by(request.user))
    if not tenants:
        raise Http404
    return HttpResponseRedirect(reverse("manage", kwargs={"slug": tenants[0].slug}))


@csp_override(POLICY)
def enter(request: HttpRequest, slug: str, rest: str = "") -> HttpResponseBase:
    """Answer a request within one tenant: its prefix, its rows, one transaction."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    entered = office.enter(request.user, slug=slug)
    cast(OfficeRequest, request).office = entered
    with _mounted(request, rest), timezone.override(entered.tenant.zone):
        view, args, kwargs = request.resolver_match = resolve(request.path_info, INSIDE)
        if getattr(view, "opens_own_transactions", False):
            return _drawn(view(request, *args, **kwargs))
        with access.as_tenant(entered.tenant.pk):
            return _drawn(view(request, *args, **kwargs))


def opens_own_transactions[View: Callable[..., Any]](view: View) -> View:
    """Mark a view that talks to the outside: it enters the tenant by itself, before and after."""
    view.opens_own_transactions = True  # type: ignore[attr-defined]
    return view


def _drawn(response: HttpResponseBase) -> HttpResponseBase:
    """Draw a page while its tenant's rows can still be seen."""
    return response.render() if isinstance(response, SimpleTemplateResponse) else response


@contextmanager
def _mounted(request: HttpRequest, rest: str) -> Iterator[None]:
    """Serve the site as WSGI would serve an application of its own: reverse() puts the prefix before every link."""
    outside = get_script_prefix(), get_urlconf(), request.path_info, request.resolver_match
    set_script_prefix(request.path.removesuffix(rest))
    set_urlconf(INSIDE)
    request.path_info, request.urlconf = f"/{rest}", INSIDE
    try:
        yield
    finally:
        prefix, urlconf, request.path_info, request.resolver_match = outside
        set_script_prefix(prefix)
        set_urlconf(urlconf)
        del request.urlconf
