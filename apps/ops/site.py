"""The operators' admin site: plain Django, superusers only, every tenant's rows."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse

from apps.ops import gate, plain
from apps.tenants import access


class OperatorLogin(AuthenticationForm):
    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        if not user.is_superuser:
            raise forms.ValidationError(self.error_messages["invalid_login"] % {"username": "e-mail"})


class OpsSite(AdminSite):
    site_header = "LeadHub operators"
    site_title = "LeadHub operators"
    index_title = "All tenants"
    site_url = None  # there is no page to go to that belongs to no tenant
    login_form = OperatorLogin
    index_template = "ops/index.html"

    def has_permission(self, request: HttpRequest) -> bool:
        return gate.is_operator(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return gate.operators_only(super().admin_view(_across_tenants(view), cacheable))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return plain.drawn(super().login(request, extra_context))  # type: ignore[return-value]


def _across_tenants(view: Callable[..., Any]) -> Callable[..., Any]:
    """Draw the page too while every tenant's rows can be seen."""

    @wraps(view)
    def seeing(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        with access.as_platform():
            return plain.drawn(view(request, *args, **kwargs))

    return seeing
