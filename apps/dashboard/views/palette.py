"""The command palette's offers. What is typed comes in a form's body: names and numbers stand in no address."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from apps.dashboard.queries import finding
from apps.dashboard.visits import SignedIn, Visit, members_only


@require_POST
@members_only
def find(request: SignedIn, visit: Visit) -> HttpResponse:
    offers = finding.offers(visit, request.user, text=request.POST.get("text", ""))
    return render(request, "dashboard/offers.html", {"offers": offers})
