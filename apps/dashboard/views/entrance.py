"""Home, and the way in by a one-time link."""

from typing import cast

from allauth.account.utils import perform_login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.core import clock
from apps.dashboard import visits
from apps.dashboard.visits import SignedIn
from apps.tenants.models import LoginLink


@require_safe
@login_required
def home(request: SignedIn) -> HttpResponse:
    """To the user's first tenant; operators to their own pages."""
    if request.user.is_superuser:
        return redirect("ops:index")
    tenant = next(iter(visits.tenants_of(request.user)), None)
    if tenant is None:
        return render(request, "dashboard/nowhere.html")
    return redirect("dashboard:overview", tenant=tenant.slug)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, secret: str) -> HttpResponseBase:
    """A GET only shows a button: a mail program's preview must not use the link up."""
    if request.method != "POST":
        return render(request, "dashboard/link.html")
    try:
        user = LoginLink.objects.redeem(secret, now=clock.now())
    except LoginLink.DoesNotExist:
        return render(request, "dashboard/link_used.html", status=410)
    # The link stands for the password; who has a second factor is asked for it all the same.
    return cast(HttpResponseBase, perform_login(request, user))
