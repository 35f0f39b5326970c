"""What the company has used of its plan, and the days of a month as a file. Owners only."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.core import clock
from apps.dashboard import csv_file, navigation
from apps.dashboard.queries import usage_page
from apps.dashboard.queries.usage_page import UsagePage
from apps.dashboard.visits import SignedIn, Visit, open_to


@require_safe
@open_to(navigation.OWNERS)
def page(request: SignedIn, visit: Visit) -> HttpResponse:
    return render(request, "dashboard/usage.html", {"visit": visit, "usage": _asked(request, visit)})


@require_safe
@open_to(navigation.OWNERS)
def download(request: SignedIn, visit: Visit) -> HttpResponse:
    """Exactly the rows that the page shows."""
    shown = _asked(request, visit)
    rows = [[f"{day.day:%Y-%m-%d}", str(day.leads), str(day.calls), str(day.agent_minutes)] for day in shown.days]
    content = csv_file.text(["Day", "Leads", "Calls", "Agent's minutes"], rows)
    headers = {"Content-Disposition": f'attachment; filename="{visit.tenant.slug}-usage-{shown.name}.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _asked(request: SignedIn, visit: Visit) -> UsagePage:
    return usage_page.of(visit.tenant, asked=request.GET.get("month", ""), now=clock.now())
