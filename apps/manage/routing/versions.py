"""The screen of published versions: who put what in force when, what it changed, and the way back to it."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from apps.core import clock
from apps.manage import office
from apps.manage.routing import publication
from apps.manage.tenant_admin import TenantAdmin
from apps.routing import difference, drafting, publish, published, sentences
from apps.routing.models import Version
from apps.routing.publish import Overtaken
from apps.routing.rules import RuleSet

LIST = "admin:routing_version_changelist"


class VersionAdmin(TenantAdmin):
    section, title, icon = "Routing", "History", "history"
    blurb = "Every set of rules that was ever in force. Nothing here can be changed; any of it can be put back."
    when_empty = "Nothing was published yet: every lead is called as your playbook says."

    may_add = may_change = False
    list_display = ("__str__", "published_at", "author", "note")
    ordering = ("-number",)
    fields = ("number", "published_at", "author", "note")
    readonly_fields = fields
    change_form_outer_before_template = "manage/routing/version_panel.html"

    @admin.display(description="Version")
    def number_said(self, version: Version) -> str:
        return str(version)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        found = self.get_object(request, object_id)
        panel = _panel(found, request) if found else {}
        response: HttpResponse = super().change_view(request, object_id, form_url, panel | (extra_context or {}))
        return response

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/restore/", view(self.restore), name="version_restore"),
            path("<int:pk>/draft/", view(self.take_as_draft), name="version_draft"),
        ]
        return [*own, *super().get_urls()]

    @method_decorator(require_POST)
    def restore(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put it in force again, as a version of its own."""
        former, over = self._own(request, pk), request.POST.get("over", "")
        wanted = int(over) if over.isdecimal() and len(over) < 9 else -1
        try:
            made = publish.again(former, over=wanted, author=publication.author(request), now=clock.now())
        except Overtaken:
            messages.error(request, "Somebody has published meanwhile: look again.")
            return HttpResponseRedirect(reverse("admin:routing_version_change", args=[pk]))
        self.log_addition(request, made, f"Back to version {former.number}")
        messages.success(request, f"{made} is in force: the rules of version {former.number}. The draft stays.")
        return HttpResponseRedirect(reverse(LIST))

    @method_decorator(require_POST)
    def take_as_draft(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Begin anew from it."""
        former = self._own(request, pk)
        drafting.replace(office.of(request).tenant, former.typed)
        messages.success(request, f"The draft is now what version {former.number} was. It counts once you publish.")
        return HttpResponseRedirect(reverse("admin:routing_draftrule_changelist"))

    def _own(self, request: HttpRequest, pk: int) -> Version:
        version: Version = get_object_or_404(self.get_queryset(request), pk=pk)
        return version


def _panel(version: Version, request: HttpRequest) -> dict[str, Any]:
    tenant = office.of(request).tenant
    names, latest = published.names(tenant), published.latest(tenant)
    before = Version.objects.for_tenant(tenant).filter(number=version.number - 1).first()
    former = before.typed if before else RuleSet()
    return {
        "latest": latest,
        "is_latest": latest is not None and latest.pk == version.pk,
        "sentences": [(rule, sentences.rule(rule, names=names)) for rule in version.typed.rules],
        "changed": difference.words(former, version.typed, names=names),
        "back": difference.words(published.rules(tenant), version.typed, names=names),
    }
