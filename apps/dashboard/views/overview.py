"""The first page: the figures of a day, and its part that is read again while it is looked at."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.core import clock
from apps.dashboard import periods
from apps.dashboard.queries import overview, start
from apps.dashboard.visits import SignedIn, Visit, members_only

_EVERY_MS, _GAP_MS, _CALM_MS = 5_000, 2_000, 60_000


@require_safe
@members_only
def page(request: SignedIn, visit: Visit) -> HttpResponse:
    return render(request, "dashboard/overview.html", _shown(request, visit))


@require_safe
@members_only
def live(request: SignedIn, visit: Visit) -> HttpResponse:
    return render(request, "dashboard/overview.html#live", _shown(request, visit))


def _shown(request: SignedIn, visit: Visit) -> dict[str, object]:
    now = clock.now()
    period = periods.of(request.GET.get("period", ""), today=now.astimezone(visit.tenant.zone).date())
    shown = overview.overview(visit.tenant, period, now=now)
    return {
        "visit": visit,
        "period": period,
        "periods": periods.choices("today", "yesterday", "7d", "30d", chosen=period),
        "overview": shown,
        "clock": overview.now_in(visit.tenant, now),
        "first_steps": start.first_steps(visit.tenant, shows_token=visit.may_manage),
        "is_waiting": not shown.has_leads and not start.has_leads(visit.tenant),
        "every_ms": _CALM_MS if period.is_long else _EVERY_MS,
        "gap_ms": _CALM_MS if period.is_long else _GAP_MS,
    }
