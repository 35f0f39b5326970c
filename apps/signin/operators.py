"""Operators at a tenant's door: they say why, stay for an hour, and leave."""

from collections.abc import Callable
from typing import cast
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from apps.core import clock
from apps.tenants import stays
from apps.tenants.models import Tenant, User


class Asking:
    """Middleware: leads an operator from a tenant's page to where the reason is asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if not isinstance(exception, stays.ReasonNeeded):
            return None
        asked = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('enter', args=[exception.slug])}?{asked}")


class Reason(forms.Form):
    reason = forms.CharField(
        max_length=200,
        min_length=5,
        help_text="The company reads it in its audit log, e.g. asked us by mail why a lead was not called.",
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the reason; to whoever is no operator there is no such page."""
    operator, tenant = _operator(request), get_object_or_404(Tenant, slug=slug)
    form = Reason(request.POST or None)
    if not form.is_valid():
        return render(request, "signin/enter.html", {"tenant": tenant, "form": form})
    stays.begin(operator, tenant, reason=form.cleaned_data["reason"], now=clock.now())
    wanted = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return redirect(wanted if is_ours else f"/app/{tenant.slug}/")


@login_required
@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Back to the operators' pages."""
    stays.end(_operator(request), get_object_or_404(Tenant, slug=slug), now=clock.now())
    return redirect("/ops/")


def _operator(request: HttpRequest) -> User:
    user = cast(User, request.user)
    if not user.is_superuser:
        raise Http404
    return user
