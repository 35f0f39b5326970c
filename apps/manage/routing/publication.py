"""The page that puts a draft in force, with what it changes; and the way back to what is in force."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from apps.core import clock
from apps.manage import office
from apps.manage.routing import active
from apps.manage.tenant_admin import TenantAdmin
from apps.routing import difference, drafting, lint, published
from apps.routing import publish as use_case
from apps.routing.publish import Overtaken

LIST = "admin:routing_draftrule_changelist"
MOST_NOTE = 200


def publish(admin: TenantAdmin, request: HttpRequest) -> HttpResponse:
    """Show the differences; by POST put the draft in force over the version that was looked at."""
    if request.method == "POST":
        return _put(admin, request)
    tenant = office.of(request).tenant
    version, rules = published.latest(tenant), drafting.rules(tenant)
    context = admin.admin_site.each_context(request) | {
        "opts": admin.opts,
        "title": "Publish the rules",
        "version": version,
        "seen": rules.digest,
        "changes": difference.words(published.rules(tenant), rules, names=published.names(tenant)),
        "problems": _problems(request),
    }
    return TemplateResponse(request, "manage/routing/publish.html", context)


def discard(admin: TenantAdmin, request: HttpRequest) -> HttpResponse:
    """Make the draft what is in force again."""
    if request.method == "POST":
        tenant = office.of(request).tenant
        drafting.replace(tenant, published.rules(tenant))
        messages.success(request, "The draft is what is in force again.")
    return HttpResponseRedirect(reverse(LIST))


def author(request: HttpRequest) -> str:
    """Whom the history names."""
    return office.who(request).email[:200]


def _put(admin: TenantAdmin, request: HttpRequest) -> HttpResponse:
    over, note = request.POST.get("over", ""), request.POST.get("note", "").strip()[:MOST_NOTE]
    wanted = int(over) if over.isdecimal() and len(over) < 9 else -1
    # A form without it shows no draft that anybody has looked at.
    seen = request.POST.get("seen") or "none"
    try:
        made = use_case.draft(
            office.of(request).tenant, over=wanted, author=author(request), now=clock.now(), note=note, seen=seen
        )
    except Overtaken:
        messages.error(request, "Somebody has published or changed the draft meanwhile: look at what would change now.")
        return HttpResponseRedirect(reverse("admin:rules_publish"))
    admin.log_addition(request, made, f"Published version {made.number}")
    messages.success(request, f"{made} is in force: the next lead is treated by it.")
    return HttpResponseRedirect(reverse(LIST))


def _problems(request: HttpRequest) -> list[str]:
    tenant = office.of(request).tenant
    rules = drafting.rules(tenant)
    names = {rule.key: rule.name for rule in rules.rules}
    found = lint.findings(rules, active=active.of(tenant))
    return [f"“{names[each.rule]}”: {each.says}" if each.rule else each.says for each in found]
