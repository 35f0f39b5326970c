"""Integrations: sources and vendors, one source, one request that came, and a test lead."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.core import clock
from apps.dashboard import navigation, trial
from apps.dashboard.queries import integrations, source_page
from apps.dashboard.visits import SignedIn, Visit, open_outside, open_to
from apps.intake import receive
from apps.intake.models import Delivery
from apps.leads.models import Source
from apps.tenants import access


@require_safe
@open_to(navigation.MANAGERS)
def page(request: SignedIn, visit: Visit) -> HttpResponse:
    now = clock.now()
    sources, health = integrations.sources(visit.tenant, now=now), integrations.health(visit.tenant, now=now)
    return render(request, "dashboard/integrations.html", {"visit": visit, "sources": sources, "health": health})


@require_safe
@open_to(navigation.MANAGERS)
def source(request: SignedIn, visit: Visit, slug: str) -> HttpResponse:
    return render(request, "dashboard/source.html", _source(visit, slug))


@require_safe
@open_to(navigation.MANAGERS)
def source_live(request: SignedIn, visit: Visit, slug: str) -> HttpResponse:
    return render(request, "dashboard/source.html#live", _source(visit, slug))


def _source(visit: Visit, slug: str) -> dict[str, object]:
    try:
        return {"visit": visit, "source": source_page.source_page(visit.tenant, slug, now=clock.now())}
    except Source.DoesNotExist as error:
        raise Http404 from error


@require_safe
@open_to(navigation.MANAGERS)
def delivery(request: SignedIn, visit: Visit, delivery: UUID) -> HttpResponse:
    try:
        opened = source_page.opened(visit.tenant, delivery, now=clock.now())
    except Delivery.DoesNotExist as error:
        raise Http404 from error
    return render(request, "dashboard/delivery.html", {"visit": visit, "opened": opened})


@require_POST
@open_outside(navigation.MANAGERS)
def send_test(request: SignedIn, visit: Visit, slug: str) -> HttpResponseRedirect:
    """To the lead's page, where one sees the phone ring."""
    try:
        with access.as_tenant(visit.tenant.pk):
            found = Source.objects.for_tenant(visit.tenant).select_related("tenant").get(slug=slug)
    except Source.DoesNotExist as error:
        raise Http404 from error
    name, phone = request.POST.get("name", "").strip()[:120], request.POST.get("phone", "").strip()[:40]
    try:
        kept = trial.send(found, name=name or "Test Lead", phone=phone, now=clock.now())
    except receive.Unreachable as error:
        problem = error.fields.get("phone", str(error))
        messages.error(request, f"No test lead was made. The phone number: {problem}.")
        return redirect("dashboard:source", visit.tenant.slug, slug)
    if kept.is_duplicate:
        messages.warning(request, "This number came in lately: the test was attached to that lead, nobody is called.")
    return redirect("dashboard:lead", visit.tenant.slug, kept.lead_id)
