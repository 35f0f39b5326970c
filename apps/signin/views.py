"""One's own account, and the way in by an invitation."""

from typing import cast

from allauth.account.utils import perform_login
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.core import clock
from apps.signin import second_factor
from apps.signin.forms import NewAccount
from apps.tenants import invite
from apps.tenants.models import Invitation, User


@require_safe
@never_cache
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """What one may change about one's own way in."""
    user = cast(User, request.user)
    found = {
        "has_second_factor": get_adapter().is_mfa_enabled(user),
        "needs_second_factor": second_factor.is_required(user),
        "passkeys": Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).count(),
    }
    return render(request, "signin/account.html", found)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, secret: str) -> HttpResponseBase:
    """An invitation's link. A GET changes nothing: a mail program's preview must not use it up."""
    try:
        invitation = invite.find(secret, now=clock.now())
        if User.objects.filter(email=invitation.email).exists():
            return _join_with_account(request, invitation)
        return _join_anew(request, invitation)
    except invite.Gone:
        return render(request, "signin/join_gone.html", status=410)


def _join_with_account(request: HttpRequest, invitation: Invitation) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    is_theirs = request.user.email == invitation.email
    if request.method != "POST" or not is_theirs:
        return render(request, "signin/join.html", {"invitation": invitation, "is_theirs": is_theirs})
    invite.accept(invitation, request.user, now=clock.now())
    return redirect("dashboard:overview", tenant=invitation.tenant.slug)


def _join_anew(request: HttpRequest, invitation: Invitation) -> HttpResponseBase:
    form = NewAccount(request.POST or None, email=invitation.email)
    if request.user.is_authenticated or not form.is_valid():
        is_stranger = not request.user.is_authenticated
        context = {"invitation": invitation, "form": form if is_stranger else None, "is_theirs": is_stranger}
        return render(request, "signin/join.html", context)
    try:
        with transaction.atomic():
            user = form.save()
            invite.accept(invitation, user, now=clock.now())
    except IntegrityError as error:  # the same link in two windows
        raise invite.Gone from error
    return cast(HttpResponseBase, perform_login(request, user, redirect_url=f"/app/{invitation.tenant.slug}/"))
