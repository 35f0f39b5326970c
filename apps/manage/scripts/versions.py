"""The page of what was published: who put which version in force, what it changed, its share, and the way back."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from apps.core import clock
from apps.manage.tenant_admin import TenantAdmin
from apps.scripts import difference, drafting, publish, published
from apps.scripts.models import Script, ScriptVersion
from apps.scripts.publish import Alone, Overtaken

from . import pages, publication

_SHOWN = 50


@dataclass(frozen=True)
class Row:
    version: ScriptVersion
    changes: int
    is_only: bool


def page(admin: TenantAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    script = pages.own(admin, request, pk)
    found, stand = list(published.versions(script)[: _SHOWN + 1]), pages.stand(script)
    rows = [
        Row(version, len(_changed(version, before)), is_only=len(stand.spoken) == 1)
        for version, before in zip(found[:_SHOWN], [*found[1:], None], strict=False)
    ]
    return pages.page(admin, request, script, "versions", {"rows": rows, "stand": stand})


def look(admin: TenantAdmin, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One of them: what it changed, and what going back to it would change."""
    script = pages.own(admin, request, pk)
    version, stand = _version(script, number), pages.stand(script)
    context = {
        "version": version,
        "stand": stand,
        "changed": _changed(version, published.versions(script).filter(number__lt=number).first()),
        "back": difference.words(stand.main.typed, version.typed) if stand.main else [],
        "document": version.typed,
    }
    return pages.page(admin, request, script, "version", context)


def back(admin: TenantAdmin, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Let it speak in all calls again, as a version of its own."""
    script = pages.own(admin, request, pk)
    former = _version(script, number)
    try:
        made = publish.again(former, over=pages.seen(request), author=publication.author(request), now=clock.now())
    except Overtaken:
        messages.error(request, publication.MEANWHILE)
        return _to(script, number)
    admin.log_change(request, script, f"Back to version {number}, as version {made.number}")
    messages.success(request, f"Version {made.number} speaks from now on: it says what version {number} said.")
    return pages.to("script_versions", script)


def share(admin: TenantAdmin, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Give one that is spoken another share of the calls; all promotes it, none retires it."""
    script = pages.own(admin, request, pk)
    version, typed = _version(script, number), request.POST.get("share", "")
    if not version.share or not typed.isdecimal() or len(typed) > 3 or int(typed) > 100:
        messages.error(request, "A share is a number from 0 to 100, of a version that is spoken.")
        return pages.to("script_versions", script)
    try:
        publish.give(version, int(typed), over=pages.seen(request))
    except Overtaken:
        messages.error(request, publication.MEANWHILE)
    except Alone:
        messages.error(request, "It is the only one that is spoken: somebody has to take the calls.")
    else:
        admin.log_change(request, script, f"Version {number} has {typed} of 100 calls")
        messages.success(request, f"Version {number} is now followed in {typed} of 100 calls.")
    return pages.to("script_versions", script)


def draft(admin: TenantAdmin, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Begin anew from it."""
    script = pages.own(admin, request, pk)
    drafting.save(script, _version(script, number).typed)
    messages.success(request, f"The draft is now what version {number} says. It counts once you publish.")
    return pages.to("scripts_script_change", script)


def switch(admin: TenantAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """In use or not: a script that is off is followed in no call."""
    script = pages.own(admin, request, pk)
    script.is_active = not script.is_active
    script.save(update_fields=["is_active"])
    admin.log_change(request, script, "Switched on" if script.is_active else "Switched off")
    return pages.to("script_versions", script)


def _version(script: Script, number: int) -> ScriptVersion:
    return get_object_or_404(published.versions(script), number=number)


def _changed(version: ScriptVersion, before: ScriptVersion | None) -> list[str]:
    return difference.words(before.typed, version.typed) if before else []


def _to(script: Script, number: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:script_version", args=[script.pk, number]))
