"""Owners and operators need a second factor: until they have one, every page leads to where it is made."""

import time
from collections.abc import Callable

from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from apps.tenants import access
from apps.tenants.models import Membership, Role, User

# Who has none may still make one, leave, and read what a page is made of.
OPEN = ("/account/", "/logout/", "/static/", "/join/")
# So long nobody is asked again; a member who is made an owner is asked by then.
ASKED_AGAIN_SECONDS = 600
_ASKED = "second_factor_asked"
WHY = "Owners and operators sign in with a second step. Set one up, then go on."


class Required:
    """Middleware; does nothing unless LEADHUB_REQUIRE_SECOND_FACTOR."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.LEADHUB_REQUIRE_SECOND_FACTOR and not request.path.startswith(OPEN) and _is_missing(request):
            messages.warning(request, WHY)
            return redirect("mfa_index")
        return self._get_response(request)


def _is_missing(request: HttpRequest) -> bool:
    user = request.user
    if not isinstance(user, User) or request.session.get(_ASKED, 0) > time.time() - ASKED_AGAIN_SECONDS:
        return False
    if is_required(user) and not get_adapter().is_mfa_enabled(user):
        return True
    request.session[_ASKED] = int(time.time())
    return False


def is_required(user: User) -> bool:
    """Whether so much hangs on this account: all tenants, or all of one."""
    if user.is_superuser:
        return True
    with access.as_platform():
        return Membership.objects.filter(user=user, role=Role.OWNER).exists()
