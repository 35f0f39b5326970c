"""The public page "Who called me?": whose a number is, by name, and the way to hear no more."""

import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.core import clock
from apps.outreach import who_called
from apps.outreach.who_called import Unreadable

from . import visitors
from .views import sender_ip

TEMPLATE = "intake/who_called.html"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """`/who-called/`. Numbers are posted, so that no log of addresses has them."""
    if request.method != "POST":
        return render(request, TEMPLATE, {"step": "ask"})
    if not visitors.may_ask(sender_ip(request), at=time.monotonic()):
        answer = render(request, TEMPLATE, {"step": "ask", "is_too_often": True}, status=429)
        answer["Retry-After"] = "60"
        return answer
    number, person = request.POST.get("number", ""), request.POST.get("person", "")
    return _stopped(request, number, person) if person else _asked(request, number)


def _asked(request: HttpRequest, number: str) -> HttpResponse:
    try:
        found = who_called.owners(number)
    except Unreadable as problem:
        return render(request, TEMPLATE, {"step": "ask", "number": number, "problem": problem}, status=400)
    names = [each.name for each in found]
    return render(request, TEMPLATE, {"step": "found" if found else "nobody", "number": number, "names": names})


def _stopped(request: HttpRequest, number: str, person: str) -> HttpResponse:
    """The same words whether they were ever called: else the page would tell strangers who was."""
    try:
        found = who_called.stop(number, person=person, now=clock.now())
    except Unreadable as problem:
        return render(request, TEMPLATE, {"step": "found", "number": number, "problem": problem}, status=400)
    names = [each.name for each in found]
    return render(request, TEMPLATE, {"step": "stopped" if found else "nobody", "number": number, "names": names})
