"""What the pages of one script share: whose script it is, its draft, its tabs, and what is wrong with it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from apps.integrations.models import Connection, Family
from apps.manage import office
from apps.manage.tenant_admin import TenantAdmin
from apps.scripts import difference, drafting, lint, published
from apps.scripts.document import Script as Document
from apps.scripts.lint import Finding
from apps.scripts.models import Script, ScriptVersion
from apps.tenants.models import Tenant

_TABS = (
    ("scripts_script_change", "Edit", "edit_note"),
    ("script_chat", "Test chat", "chat"),
    ("script_talk", "Talk to it", "mic"),
    ("script_callers", "Simulated callers", "groups"),
    ("script_replay", "Past calls", "history"),
    ("script_publish", "Publish", "publish"),
    ("script_versions", "Versions", "schema"),
)


@dataclass(frozen=True)
class Tab:
    label: str
    icon: str
    link: str
    is_here: bool


@dataclass(frozen=True)
class Stand:
    """Where a script stands: its draft against `main`, the last published of the versions that are spoken."""

    script: Script
    draft: Document
    spoken: list[ScriptVersion]
    latest: int
    changes: list[str]

    @property
    def is_published(self) -> bool:
        return bool(self.spoken)

    @property
    def main(self) -> ScriptVersion | None:
        return self.spoken[-1] if self.spoken else None


def own(admin: TenantAdmin, request: HttpRequest, pk: int) -> Script:
    """The tenant's script of that key, or `Http404`."""
    script: Script = get_object_or_404(admin.get_queryset(request), pk=pk)
    return script


def stand(script: Script) -> Stand:
    spoken, latest, draft = published.spoken(script), published.latest(script), drafting.of(script)
    changes = difference.words(spoken[-1].typed, draft) if spoken else []
    return Stand(script, draft, spoken, latest.number if latest else drafting.DRAFT, changes)


def has_calendar(tenant: Tenant) -> bool:
    return Connection.objects.for_tenant(tenant).usable(Family.CALENDARS).exists()


def findings(draft: Document, tenant: Tenant) -> list[Finding]:
    return lint.findings(draft, has_calendar=has_calendar(tenant))


def page(
    admin: TenantAdmin, request: HttpRequest, script: Script, template: str, found: dict[str, Any]
) -> HttpResponse:
    """One of the script's pages, with its tabs."""
    match = request.resolver_match
    here = match.url_name if match else ""
    tabs = [
        Tab(label, icon, reverse(f"admin:{name}", args=[script.pk]), is_here=here == name)
        for name, label, icon in _TABS
    ]
    context = admin.admin_site.each_context(request) | {
        "opts": admin.opts,
        "title": script.name,
        "script": script,
        "tabs": tabs,
        "edit": reverse("admin:scripts_script_change", args=[script.pk]),
        "tenant": office.of(request).tenant,
    }
    return TemplateResponse(request, f"manage/scripts/{template}.html", context | found)


def to(name: str, script: Script) -> HttpResponseRedirect:
    """To another of its pages."""
    return HttpResponseRedirect(reverse(f"admin:{name}", args=[script.pk]))


def seen(request: HttpRequest) -> int:
    """The version that whoever posts has looked at; -1 for nonsense."""
    over = request.POST.get("over", "")
    return int(over) if over.isdecimal() and len(over) < 9 else -1
