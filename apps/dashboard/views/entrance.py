"""The way in and out: home, password, one-time link."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.core import clock
from apps.dashboard import visits
from apps.dashboard.forms import SignIn
from apps.dashboard.visits import SignedIn
from apps.tenants.models import LoginLink


class PasswordEntrance(LoginView):
    template_name = "dashboard/login.html"
    authentication_form = SignIn
    redirect_authenticated_user = True


@require_safe
@login_required
def home(request: SignedIn) -> HttpResponse:
    """To the user's first tenant."""
    tenant = next(iter(visits.tenants_of(request.user)), None)
    if tenant is None:
        return render(request, "dashboard/nowhere.html")
    return redirect("dashboard:overview", tenant=tenant.slug)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """A GET only shows a button: a mail program's preview must not use the link up."""
    if request.method != "POST":
        return render(request, "dashboard/link.html")
    try:
        user = LoginLink.objects.redeem(secret, now=clock.now())
    except LoginLink.DoesNotExist:
        return render(request, "dashboard/link_used.html", status=410)
    login(request, user)
    return redirect("dashboard:home")
