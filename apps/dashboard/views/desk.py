"""A rep's desk: who rings, and what the rep does with the lead they talk with."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.calls.models import Ring
from apps.core import clock
from apps.dashboard import navigation
from apps.dashboard.queries import desk as desks
from apps.dashboard.visits import SignedIn, Visit, members_only, open_outside
from apps.outreach import abandonment
from apps.outreach.bridging import controls, passing
from apps.outreach.bridging.controls import NotPossible
from apps.routing.models import Rep
from apps.tenants import access

# While somebody rings the page is read at once on news, and often without.
_QUICK_MS, _CALM_MS = 1_000, 3_000


@require_safe
@members_only
def page(request: SignedIn, visit: Visit) -> HttpResponse:
    return render(request, "dashboard/desk.html", _shown(request, visit))


@require_safe
@members_only
def live(request: SignedIn, visit: Visit) -> HttpResponse:
    return render(request, "dashboard/desk.html#live", _shown(request, visit))


@require_POST
@members_only
def duty(request: SignedIn, visit: Visit) -> HttpResponseRedirect:
    """The rep comes, or goes for now."""
    for rep in desks.reps_of(visit.tenant, request.user):
        if request.POST.get("is_on_duty"):
            rep.come_back()
        else:
            rep.go_away()
    return redirect("dashboard:desk", visit.tenant.slug)


@require_POST
@open_outside(navigation.MANAGERS)
def release(request: SignedIn, visit: Visit) -> HttpResponseRedirect:
    """Calls for reps alone go out again."""
    if abandonment.release(visit.tenant.pk, now=clock.now()):
        messages.success(request, "Released. What was held meanwhile is under Failures, to be started again.")
    return redirect("dashboard:desk", visit.tenant.slug)


@require_POST
@open_outside(navigation.EVERYBODY)
def act(request: SignedIn, visit: Visit, ring: int, verb: str) -> HttpResponseRedirect:
    """One thing done with the lead; no transaction is open, for the carrier is asked."""
    found = _own(request, visit, ring)
    try:
        if verb in _VERBS:
            _VERBS[verb](found, clock.now())
        elif verb in _PASSING:
            _PASSING[verb](found, _colleague(request, visit), now=clock.now())
        else:
            raise Http404
    except NotPossible as error:
        messages.error(request, str(error))
    return redirect("dashboard:desk", visit.tenant.slug)


def _own(request: SignedIn, visit: Visit, ring_id: int) -> Ring:
    """A rep's own call; whose it is not, for them it is not there."""
    ring = controls.of(visit.tenant.pk, ring_id)
    with access.as_tenant(visit.tenant.pk):
        mine = {rep.pk for rep in desks.reps_of(visit.tenant, request.user)}
    if ring is None or ring.rep_id not in mine:
        raise Http404
    return ring


def _colleague(request: SignedIn, visit: Visit) -> Rep:
    """Whom the lead is passed on to. Raises `NotPossible` unless they are there."""
    wanted = request.POST.get("rep", "")
    with access.as_tenant(visit.tenant.pk):
        there = passing.who(visit.tenant, but=None, now=clock.now())
    found = next((rep for rep in there if str(rep.pk) == wanted), None)
    if found is None:
        raise NotPossible("Choose a colleague who is there.")
    return found


def _shown(request: SignedIn, visit: Visit) -> dict[str, object]:
    shown = desks.desk(visit.tenant, request.user, now=clock.now())
    return {"visit": visit, "desk": shown, "every_ms": _QUICK_MS if shown.cards else _CALM_MS}


def _of(use: Callable[[Ring], None]) -> Callable[[Ring, datetime], None]:
    return lambda ring, now: use(ring)


_VERBS: dict[str, Callable[[Ring, datetime], None]] = {
    "hold": lambda ring, now: controls.hold(ring, now=now),
    "resume": lambda ring, now: controls.resume(ring, now=now),
    "mute": _of(controls.mute),
    "unmute": _of(controls.unmute),
    "hang-up": _of(controls.hang_up),
}
_PASSING = {"cold": passing.cold, "warm": passing.warm}
