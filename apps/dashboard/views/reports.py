"""Reports, and each of their tables as a file."""

from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.core import clock
from apps.dashboard import csv_file, navigation, periods
from apps.dashboard.periods import Period
from apps.dashboard.queries.reports import curve, heat, report
from apps.dashboard.visits import SignedIn, Visit, open_to

_SOON_MS = 300


@require_safe
@open_to(navigation.CLIENTS)
def page(request: SignedIn, visit: Visit) -> HttpResponse:
    """At once; what takes longer to be summed up is read by the page right after, or by who asks for it now."""
    now = clock.now()
    period = _period(request, visit, now)
    is_ready = "now" in request.GET or report.is_at_hand(visit.tenant, period, now=now)
    told = _summed_up(visit, period, now=now) if is_ready else {"period": period, "every_ms": _SOON_MS}
    choices = periods.choices("7d", "30d", "90d", chosen=period)
    return render(request, "dashboard/reports.html", told | {"visit": visit, "periods": choices})


@require_safe
@open_to(navigation.CLIENTS)
def live(request: SignedIn, visit: Visit) -> HttpResponse:
    now = clock.now()
    told = _summed_up(visit, _period(request, visit, now), now=now)
    return render(request, "dashboard/reports.html#live", told | {"visit": visit})


def _summed_up(visit: Visit, period: Period, *, now: datetime) -> dict[str, object]:
    shown = report.of(visit.tenant, period, now=now)
    drawn = {"curve": curve.of(shown.days), "week": heat.of(shown.hours), "hours": heat.HOURS}
    return {"period": period, "report": shown, "every_ms": 0, **drawn}


@require_safe
@open_to(navigation.CLIENTS)
def download(request: SignedIn, visit: Visit, table: str) -> HttpResponse:
    """Exactly the rows that the page shows."""
    now = clock.now()
    period = _period(request, visit, now)
    shown = report.of(visit.tenant, period, now=now)
    found = next((each for each in [*shown.tables, heat.table(shown.hours)] if each.key == table), None)
    if found is None:
        raise Http404
    rows = [[row.name, *(cell.text for cell in row.cells)] for row in found.rows]
    content = csv_file.text([found.first, *found.headings], rows)
    name = f"{visit.tenant.slug}-{table}-{period.first}-{period.last}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _period(request: SignedIn, visit: Visit, now: datetime) -> Period:
    today = now.astimezone(visit.tenant.zone).date()
    asked = request.GET.get("period", "")
    return periods.of(asked if asked in ("7d", "30d", "90d") else "30d", today=today)
