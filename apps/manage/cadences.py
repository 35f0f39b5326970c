"""The screen of cadences: a draft to edit, what it reads as, whom it would ring when, and its published versions."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from apps.core import clock
from apps.manage import cadence_example, office
from apps.manage import what_if as what_if_page
from apps.manage.cadence_form import CadenceForm
from apps.manage.mount import opens_own_transactions
from apps.manage.tenant_admin import TenantAdmin
from apps.manage.what_if import Asked
from apps.outreach import what_if
from apps.outreach.cadence import spoken
from apps.outreach.cadence.ladder import DEFAULT
from apps.outreach.models import Cadence, CadenceVersion
from apps.outreach.shelf import Shelf
from apps.outreach.what_if import Question
from apps.routing import published
from apps.tenants import access

CHANGE = "admin:outreach_cadence_change"
_SHOWN_VERSIONS = 20


class CadenceAdmin(TenantAdmin):
    section, title, icon = "Outreach", "Cadence", "stairs"
    blurb = "When a lead who did not answer is tried again: by call, text or e-mail, until reached or it is enough."
    when_empty = f"Until you publish one, ours applies: {spoken.preview(DEFAULT)}."

    form = CadenceForm
    fieldsets = [
        (None, {"fields": ["name", "source", "is_active"]}),
        ("The ladder", {"fields": ["rungs", "most_calls", "ends_as"]}),
        ("Times of day", {"fields": ["best_hour", "spread_minutes"]}),
    ]
    list_display = ("__str__", "in_force", "is_active")
    ordering = ("name", "source__name", "id")
    change_form_outer_before_template = "manage/cadence_panel.html"

    @admin.display(description="In force")
    def in_force(self, cadence: Cadence) -> str:
        latest = cadence.latest()
        return spoken.preview(latest.as_ladder()) if latest else "not published yet"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("name", "source") if obj else ()  # rules and leads under way know it by them

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/publish/", view(self.publish), name="cadence_publish"),
            path("<int:pk>/what-if/", opens_own_transactions(view(self.what_if)), name="cadence_what_if"),
            path("<int:pk>/back/<int:number>/", view(self.go_back), name="cadence_back"),
        ]
        return [*own, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        found = self.get_object(request, object_id)
        panel = _panel(found, request) if isinstance(found, Cadence) else {}
        response: HttpResponse = super().change_view(request, object_id, form_url, panel | (extra_context or {}))
        return response

    def response_add(self, request: HttpRequest, obj: Cadence, post_url_continue: str | None = None) -> HttpResponse:
        return self._saved(request, obj)

    def response_change(self, request: HttpRequest, obj: Cadence) -> HttpResponse:
        return self._saved(request, obj)

    @method_decorator(require_POST)
    def publish(self, request: HttpRequest, pk: int) -> HttpResponse:
        cadence = self._changeable(request, pk)
        version = cadence.publish(by=office.who(request).email, at=clock.now())
        self.log_change(request, cadence, f"Published version {version.number}")
        messages.success(request, f"Version {version.number} is in force for {_whom(cadence)} missed from now.")
        return _to(cadence)

    @method_decorator(require_POST)
    def go_back(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        cadence = self._changeable(request, pk)
        get_object_or_404(CadenceVersion.objects.for_tenant(cadence.tenant_id), cadence=cadence, number=number)
        version = cadence.go_back_to(number, by=office.who(request).email, at=clock.now())
        self.log_change(request, cadence, f"Back to version {number}")
        messages.success(request, f"Back to what version {number} said, as version {version.number}.")
        return _to(cadence)

    def what_if(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Whom the draft would have treated differently over the last 30 days."""
        tenant, now = office.of(request).tenant, clock.now()
        with access.as_tenant(tenant.pk):
            cadence, shelf = self._changeable(request, pk), Shelf.of(tenant.pk)
            question = Question(tenant, published.compiled(tenant), shelf, shelf.having(cadence, cadence.ladder))
            latest = cadence.latest()
        in_force = f"its version {latest.number}" if latest and cadence.is_active else "what applies without it"
        asked = Asked(
            f"The draft of “{cadence.name}”" if cadence.name else "The draft", in_force, reverse(CHANGE, args=[pk])
        )
        return what_if_page.page(self, request, asked, lambda: what_if.portions(question, now=now))

    def _changeable(self, request: HttpRequest, pk: int) -> Cadence:
        cadence: Cadence = get_object_or_404(self.get_queryset(request), pk=pk)
        return cadence

    def _saved(self, request: HttpRequest, cadence: Cadence) -> HttpResponse:
        messages.success(request, "The draft is saved. See below what it does, then publish it.")
        return _to(cadence)


def _whom(cadence: Cadence) -> str:
    return "leads whose rule asks for it and whose first call is" if cadence.name else "leads whose first call is"


def _to(cadence: Cadence) -> HttpResponse:
    return HttpResponseRedirect(reverse(CHANGE, args=[cadence.pk]))


def _panel(cadence: Cadence, request: HttpRequest) -> dict[str, Any]:
    """What stands above the form: both ladders in words, an example, the versions."""
    latest, draft = cadence.latest(), cadence.ladder
    before = latest.as_ladder() if latest else DEFAULT
    example = cadence_example.of(request.GET, draft, office.of(request).tenant, now=clock.now())
    return {
        "reads_as": spoken.preview(draft),
        "before": spoken.preview(before),
        "latest": latest,
        "changes": spoken.difference(before, draft),
        "example": example,
        "versions": [
            (each, spoken.preview(each.as_ladder())) for each in cadence.versions.order_by("-number")[:_SHOWN_VERSIONS]
        ],
    }
