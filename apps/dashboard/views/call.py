"""The call page, its part that is read again while they talk, and the recording."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.calls import recordings
from apps.calls.models import Call, Recording
from apps.core import clock
from apps.dashboard.queries import call_page
from apps.dashboard.visits import SignedIn, Visit, members_only


@require_safe
@members_only
def page(request: SignedIn, visit: Visit, call: UUID) -> HttpResponse:
    return render(request, "dashboard/call.html", _shown(visit, call))


@require_safe
@members_only
def live(request: SignedIn, visit: Visit, call: UUID) -> HttpResponse:
    return render(request, "dashboard/call.html#live", _shown(visit, call))


@require_safe
@members_only
def recording(request: SignedIn, visit: Visit, call: UUID) -> HttpResponseBase:
    """The file, or the part that the player asks for."""
    return _heard(request, recordings.name_of(visit.tenant.pk, call), call)


@require_safe
@members_only
def carriers(request: SignedIn, visit: Visit, call: UUID, recording: UUID) -> HttpResponseBase:
    """What the carrier recorded, or the part that the player asks for."""
    found = Recording.objects.for_tenant(visit.tenant).filter(call_id=call, pk=recording).first()
    return _heard(request, found.name if found else "", call)


def _heard(request: SignedIn, name: str, call: UUID) -> HttpResponseBase:
    try:
        return recordings.answer(request, name, call_id=call)
    except FileNotFoundError as error:
        raise Http404 from error


def _shown(visit: Visit, call: UUID) -> dict[str, object]:
    try:
        shown = call_page.call_page(visit.tenant, call, now=clock.now())
    except Call.DoesNotExist as error:
        raise Http404 from error
    return {"visit": visit, "call": shown}
