"""Keeping a view of the lead list, and forgetting it."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.dashboard import filters, saved_views
from apps.dashboard.cursors import Unreadable
from apps.dashboard.visits import SignedIn, Visit, members_only


@require_POST
@members_only
def keep(request: SignedIn, visit: Visit) -> HttpResponseRedirect:
    """The list stays as it was, whether the view could be kept or not."""
    try:
        wanted = filters.read(QueryDict(request.POST.get("query", "").removeprefix("?")[:600]).dict())
    except Unreadable as error:
        raise Http404 from error
    name, is_shared = request.POST.get("name", ""), visit.may_manage and "shared" in request.POST
    try:
        kept = saved_views.keep(visit.tenant, request.user, wanted, name=name, is_shared=is_shared)
    except saved_views.NotKept as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, f"Kept as “{kept.name}”.")
    return redirect(reverse("dashboard:leads", args=[visit.tenant.slug]) + wanted.url())


@require_POST
@members_only
def forget(request: SignedIn, visit: Visit, view: int) -> HttpResponseRedirect:
    if saved_views.forget(visit.tenant, request.user, view, may_manage=visit.may_manage):
        messages.success(request, "The view is forgotten.")
    return redirect("dashboard:leads", visit.tenant.slug)
