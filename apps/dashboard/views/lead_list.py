"""The lead list, and its part that is read again while it is looked at."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.core import clock
from apps.dashboard import filters
from apps.dashboard.cursors import Unreadable
from apps.dashboard.filters import Filters
from apps.dashboard.milestones import Milestone
from apps.dashboard.queries import listing, saved, start
from apps.dashboard.visits import SignedIn, Visit, members_only
from apps.leads.states import State


@require_safe
@members_only
def page(request: SignedIn, visit: Visit) -> HttpResponse:
    shown = _shown(request, visit)
    views = saved.views(visit.tenant, request.user, _wanted(request), may_manage=visit.may_manage)
    may_keep = not any(view.is_chosen for view in views)
    return render(request, "dashboard/leads.html", shown | {"views": views, "may_keep": may_keep})


@require_safe
@members_only
def live(request: SignedIn, visit: Visit) -> HttpResponse:
    """The rows alone; with `upto`, no row moves and newer ones are only counted."""
    return render(request, "dashboard/leads.html#live", _shown(request, visit))


def _wanted(request: SignedIn) -> Filters:
    try:
        return filters.read(request.GET.dict())
    except Unreadable as error:
        raise Http404 from error


def _shown(request: SignedIn, visit: Visit) -> dict[str, object]:
    now, wanted = clock.now(), _wanted(request)
    leads = listing.listing(visit.tenant, wanted, now=now)
    return {
        "visit": visit,
        "wanted": wanted,
        "query": wanted.url(),
        "states": State.choices,
        "milestones": Milestone.choices,
        "sources": start.sources(visit.tenant),
        "first_steps": start.first_steps(visit.tenant, shows_token=visit.may_manage),
        "leads": leads,
        "is_waiting": not leads.rows and not wanted.narrows and not start.has_leads(visit.tenant),
    }
