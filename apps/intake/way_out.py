"""The page behind the link below each e-mail: a visit changes nothing, a POST unsubscribes, from a mail program too."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from apps.core import clock
from apps.outreach import unsubscribe, way_out
from apps.outreach.unsubscribe import Subscription


# Mail programs post without a cookie (RFC 8058); the signed link is the proof, and all that it opens is this one door.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """`/unsubscribe/<token>/`. Scanners follow links before people do, so only a POST counts."""
    try:
        stands = _answered(request, token)
    except way_out.NoSuchLink as error:
        raise Http404 from error
    return render(request, "intake/unsubscribe.html", {"stands": stands, "was_asked": request.method == "POST"})


def _answered(request: HttpRequest, token: str) -> Subscription:
    way = way_out.read(token)
    if request.method != "POST":
        return unsubscribe.look(way)
    if "undo" in request.POST:
        return unsubscribe.renew(way, now=clock.now())
    return unsubscribe.end(way, now=clock.now())
