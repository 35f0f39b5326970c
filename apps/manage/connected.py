"""Where vendors send people back to from their consent page: one address for all, told apart by the state."""

import re

import structlog
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.views import redirect_to_login
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.core import clock
from apps.integrations import catalog, connect
from apps.integrations.errors import ProviderError, Unanswered
from apps.integrations.models import AuthorizationRequest, Connection
from apps.manage import office, proving

log = structlog.get_logger(__name__)
_CODE = re.compile(r"[a-z_]{1,60}")


@never_cache
@require_safe
def answer(request: HttpRequest) -> HttpResponse:
    """Redeem the state, get the tokens, try them, and go back to the connection's page."""
    if not request.user.is_authenticated:
        # Without what stands in the address: a code is nobody's bookmark.
        return redirect_to_login(reverse("manage-any"))
    try:
        asked = connect.redeem(request.GET.get("state", ""), user=request.user, now=clock.now())
        office.enter(request.user, slug=asked.tenant.slug)
    except connect.Unasked:
        return render(request, "manage/unasked.html", status=400)
    if _is_granted(request, asked):
        _remember(asked)
        proving.prove(request, asked.connection)
    page = f"integrations/connection/{asked.connection_id}/change/"
    return redirect("manage-page", asked.tenant.slug, page)


def _is_granted(request: HttpRequest, asked: AuthorizationRequest) -> bool:
    title = catalog.vendor_class(asked.connection.family, asked.connection.vendor).title
    code = request.GET.get("code", "")
    if not code:
        said = request.GET.get("error", "")
        reason = said if _CODE.fullmatch(said) else "no reason given"
        messages.warning(request, f"{title} was not connected: it came back without your consent ({reason}).")
        return False
    try:
        connect.finish(asked, code, now=clock.now())
    except Unanswered as error:
        log.warning("oauth.unanswered", connection_id=asked.connection_id, reason=error.reason)
        messages.error(request, f"{title} did not answer when asked for access ({error.reason}): connect it once more.")
        return False
    except (catalog.NotOffered, ProviderError) as error:
        log.warning("oauth.refused", connection_id=asked.connection_id, reason=str(error))
        messages.error(request, f"{title} was not connected: {error}.")
        return False
    return True


def _remember(asked: AuthorizationRequest) -> None:
    """For the audit page: who has connected it."""
    LogEntry.objects.create(
        user=asked.user,
        content_type=ContentType.objects.get_for_model(Connection),
        object_id=str(asked.connection_id),
        object_repr=f"connection {asked.connection_id}",
        action_flag=CHANGE,
        change_message="Connected by the vendor's consent page",
    )
