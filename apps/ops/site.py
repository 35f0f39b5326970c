"""The operators' admin site: plain Django, superusers only, every tenant's rows."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from apps.core import clock
from apps.ops import gate, plain, standing
from apps.tenants import access


class OpsSite(AdminSite):
    site_header = "LeadHub operators"
    site_title = "LeadHub operators"
    index_title = "All tenants"
    site_url = None  # there is no page to go to that belongs to no tenant
    index_template = "ops/index.html"

    def has_permission(self, request: HttpRequest) -> bool:
        return gate.is_operator(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return gate.operators_only(super().admin_view(_across_tenants(view), cacheable))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """With how all stands, before what there is to look at."""
        found = {"queues": standing.queues(), "causes": standing.causes()}
        found |= {"vendors": standing.vendors(), "caps": standing.caps(), "short": standing.short(now=clock.now())}
        return super().index(request, found | (extra_context or {}))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one way in, with its limits and its second step."""
        return redirect_to_login(request.GET.get("next", "/ops/"))


def _across_tenants(view: Callable[..., Any]) -> Callable[..., Any]:
    """Draw the page too while every tenant's rows can be seen."""

    @wraps(view)
    def seeing(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        with access.as_platform():
            return plain.drawn(view(request, *args, **kwargs))

    return seeing
