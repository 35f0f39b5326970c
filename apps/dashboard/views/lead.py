"""The lead page, and its part that is read again while something is under way."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.core import clock
from apps.dashboard.queries import lead_page
from apps.dashboard.visits import SignedIn, Visit, members_only
from apps.dashboard.waterfall.scales import View
from apps.leads.models import Lead


@require_safe
@members_only
def page(request: SignedIn, visit: Visit, lead: UUID) -> HttpResponse:
    return render(request, "dashboard/lead.html", _shown(request, visit, lead))


@require_safe
@members_only
def live(request: SignedIn, visit: Visit, lead: UUID) -> HttpResponse:
    return render(request, "dashboard/lead.html#live", _shown(request, visit, lead))


def _shown(request: SignedIn, visit: Visit, lead: UUID) -> dict[str, object]:
    chosen = request.GET.get("view", "")
    view = View(chosen) if chosen in View else View.FIRST
    try:
        shown = lead_page.lead_page(visit.tenant, lead, view=view, now=clock.now())
    except Lead.DoesNotExist as error:
        raise Http404 from error
    return {"visit": visit, "lead": shown}
