"""Notifications: what the team was alerted of, and that somebody has read them."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.core import clock
from apps.dashboard import navigation
from apps.dashboard.queries import notifications
from apps.dashboard.visits import SignedIn, Visit, open_to


@require_safe
@open_to(navigation.MANAGERS)
def page(request: SignedIn, visit: Visit) -> HttpResponse:
    return render(request, "dashboard/notifications.html", _shown(request, visit))


@require_safe
@open_to(navigation.MANAGERS)
def live(request: SignedIn, visit: Visit) -> HttpResponse:
    return render(request, "dashboard/notifications.html#live", _shown(request, visit))


@require_safe
@open_to(navigation.MANAGERS)
def bell(request: SignedIn, visit: Visit) -> HttpResponse:
    """The number alone, as the bell of an open page asks for it."""
    return HttpResponse(notifications.unread(visit.tenant, request.user), content_type="text/plain")


@require_POST
@open_to(navigation.MANAGERS)
def read(request: SignedIn, visit: Visit) -> HttpResponseRedirect:
    """What came in after the page was shown stays unread."""
    upto = request.POST.get("upto", "")
    if upto.isascii() and upto.isdigit() and len(upto) < 19:
        notifications.mark_read(visit.tenant, request.user, upto=int(upto))
    return redirect("dashboard:notifications", visit.tenant.slug)


def _shown(request: SignedIn, visit: Visit) -> dict[str, object]:
    return {"visit": visit, "notifications": notifications.latest(visit.tenant, request.user, now=clock.now())}
