"""Appointments, the checklist of a new company, and who changed what."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.core import clock
from apps.dashboard import navigation
from apps.dashboard.cursors import Cursor, Unreadable
from apps.dashboard.queries import audit, bookings, checklist
from apps.dashboard.visits import SignedIn, Visit, members_only, open_to


@require_safe
@members_only
def appointments(request: SignedIn, visit: Visit) -> HttpResponse:
    is_past = request.GET.get("when") == "past"
    read = bookings.gone if is_past else bookings.coming
    try:
        behind = Cursor.read(request.GET.get("behind", ""))
    except Unreadable as error:
        raise Http404 from error
    shown = read(visit.tenant, behind=behind, now=clock.now())
    told = {"visit": visit, "is_past": is_past, "is_first": behind is None, "shown": shown}
    return render(request, "dashboard/appointments.html", told)


@require_safe
@open_to(navigation.MANAGERS)
def checklist_page(request: SignedIn, visit: Visit) -> HttpResponse:
    items = checklist.items(visit.tenant)
    done, needed = sum(item.is_done for item in items), [item for item in items if item.is_needed]
    shown = {"visit": visit, "items": items, "done": done, "width": f"{100 * done / len(items):.1f}%"}
    return render(request, "dashboard/checklist.html", shown | {"is_ready": all(item.is_done for item in needed)})


@require_safe
@open_to(navigation.MANAGERS)
def audit_log(request: SignedIn, visit: Visit) -> HttpResponse:
    who = request.GET.get("who", "").replace("\0", "").strip()[:100]
    entries = audit.latest(visit.tenant, who=who, now=clock.now())
    return render(request, "dashboard/audit.html", {"visit": visit, "who": who, "entries": entries, "most": audit.MOST})
