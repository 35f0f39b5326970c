"""The page that answers "Why am I not getting leads?", and its part that is read again."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.core import clock
from apps.dashboard.queries import obstacles
from apps.dashboard.visits import SignedIn, Visit, members_only


@require_safe
@members_only
def page(request: SignedIn, visit: Visit) -> HttpResponse:
    return render(request, "dashboard/obstacles.html", _shown(visit))


@require_safe
@members_only
def live(request: SignedIn, visit: Visit) -> HttpResponse:
    return render(request, "dashboard/obstacles.html#live", _shown(visit))


def _shown(visit: Visit) -> dict[str, object]:
    checks = obstacles.all_of(visit.tenant, now=clock.now())
    return {
        "visit": visit,
        "checks": checks,
        "bad": sum(check.verdict == "bad" for check in checks),
        "fair": sum(check.verdict == "fair" for check in checks),
    }
