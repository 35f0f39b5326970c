"""The page on which a script is written: its draft as a form, rows added and moved with or without JavaScript."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static

from apps.manage import office
from apps.manage.tenant_admin import TenantAdmin
from apps.scripts import drafting
from apps.scripts.models import Script

from . import drawn, pages, sheet, understanding
from .sheet import Row

CHANGE = "scripts_script_change"


def page(admin: TenantAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show the draft; by POST save it, or do what a row's button asks and show it unsaved."""
    script = pages.own(admin, request, pk)
    if request.method != "POST":
        return _show(admin, request, script, sheet.filled(drafting.of(script)))
    typed = sheet.read(request.POST.dict())
    if "do" in request.POST:
        sheet.act(typed, request.POST["do"])
        return _show(admin, request, script, typed, is_unsaved=True)
    return _save(admin, request, script, typed)


def _save(admin: TenantAdmin, request: HttpRequest, script: Script, typed: Row) -> HttpResponse:
    tenant = office.of(request).tenant
    document = understanding.document(typed, tenant=tenant)
    if document is None:
        messages.error(request, "Not saved yet: look at what is marked below.")
        return _show(admin, request, script, typed, is_unsaved=True)
    if document != drafting.of(script):
        drafting.save(script, document)
        admin.log_change(request, script, "Saved the draft")
    mistakes = [each for each in pages.findings(document, tenant) if each.is_mistake]
    if mistakes:
        messages.warning(request, "The draft is saved. Before it can be published, look at what is marked below.")
    else:
        messages.success(request, "The draft is saved. Try it out, then publish it.")
    return pages.to(CHANGE, script)


def _show(
    admin: TenantAdmin, request: HttpRequest, script: Script, shown: Row, *, is_unsaved: bool = False
) -> HttpResponse:
    stand = pages.stand(script)
    found = [] if is_unsaved else pages.findings(stand.draft, office.of(request).tenant)
    context = {
        "stand": stand,
        "blocks": drawn.blocks(shown, found),
        "marked": [(each, drawn.place_of(each)) for each in found],
        "is_unsaved": is_unsaved,
        "root_errors": shown.errors.get("", ""),
        "scripts": [*admin.admin_site.each_context(request)["scripts"], static("manage/scripts.js")],
    }
    return pages.page(admin, request, script, "editor", context)
