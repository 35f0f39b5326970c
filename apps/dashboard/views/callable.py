"""“Is this number callable now? Why not?” The number comes in a form's body: addresses are written into logs."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from apps.core import clock
from apps.core.phones import NotDialable
from apps.dashboard.queries import callable as callables
from apps.dashboard.visits import SignedIn, Visit, members_only
from apps.leads.models import Lead


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def page(request: SignedIn, visit: Visit) -> HttpResponse:
    typed = request.POST.get("phone", "").strip()[:40]
    shown: dict[str, object] = {"visit": visit, "typed": typed}
    try:
        if typed:
            shown["found"] = callables.of_number(visit.tenant, typed, now=clock.now())
    except NotDialable as error:
        shown["problem"] = str(error)
    return render(request, "dashboard/callable.html", shown)


@require_http_methods(["GET", "HEAD"])
@members_only
def of_lead(request: SignedIn, visit: Visit, lead: UUID) -> HttpResponse:
    try:
        found = callables.of_lead(visit.tenant, lead, now=clock.now())
    except Lead.DoesNotExist as error:
        raise Http404 from error
    return render(request, "dashboard/callable.html", {"visit": visit, "found": found, "typed": ""})
