"""The lead list, and its part that is read again while it is looked at."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.core import clock
from apps.dashboard import filters
from apps.dashboard.filters import Filters
from apps.dashboard.queries import listing, overview, start
from apps.dashboard.visits import SignedIn, Visit, members_only
from apps.leads.states import State


@require_safe
@members_only
def page(request: SignedIn, visit: Visit) -> HttpResponse:
    live = _live(visit, _wanted(request))
    steps = start.first_steps(visit.tenant, shows_token=visit.may_manage)
    around = {"states": State.choices, "sources": start.sources(visit.tenant), "first_steps": steps}
    return render(request, "dashboard/leads.html", live | around)


@require_safe
@members_only
def live(request: SignedIn, visit: Visit) -> HttpResponse:
    """The figures and rows alone; with `upto`, no row moves and newer ones are only counted."""
    return render(request, "dashboard/leads.html#live", _live(visit, _wanted(request)))


def _wanted(request: SignedIn) -> Filters:
    try:
        return filters.read(request.GET.dict())
    except filters.Unreadable as error:
        raise Http404 from error


def _live(visit: Visit, wanted: Filters) -> dict[str, object]:
    now = clock.now()
    leads = listing.listing(visit.tenant, wanted, now=now)
    return {
        "visit": visit,
        "wanted": wanted,
        "figures": overview.today(visit.tenant, now=now),
        "leads": leads,
        "is_waiting": not leads.rows and not wanted.narrows and not start.has_leads(visit.tenant),
    }
