"""The screen of when a tenant's numbers rest: one a tenant, so the list goes straight to it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from apps.calls.models import NumberRules
from apps.manage.forms import TenantForm
from apps.manage.tenant_admin import TenantAdmin


class NumberRulesForm(TenantForm):
    class Meta:
        help_texts = {
            "latest_calls": "How many of its latest calls count, e.g. 50.",
            "least_calls": "With fewer calls than this nobody judges, e.g. 20.",
            "rest_below_answered": "Where less than so many percent are answered by a person, e.g. 8. 0: never.",
            "rest_from_refused": "Where so many percent are refused (SIP 603, 607, 608), e.g. 25. 0: never.",
            "rest_hours": "How long it rests then, e.g. 24.",
            "quarantine_from_unwanted": "Where so many percent are marked as unwanted or blocked by analytics"
            " (SIP 607, 608), e.g. 10. 0: never.",
        }

    def clean(self) -> dict[str, Any] | None:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("rest_below_answered", "rest_from_refused", "quarantine_from_unwanted"):
            if cleaned.get(name, 0) > 100:
                self.add_error(name, "More than 100 percent there are not.")
        if cleaned.get("least_calls", 0) > cleaned.get("latest_calls", 0):
            self.add_error("least_calls", "This is more than the calls that count.")
        return cleaned


class NumberRulesAdmin(TenantAdmin):
    section, title, icon = "Outreach", "Numbers' rest", "bedtime"
    blurb = "When a number is shown in no call for a while, by what its latest calls came to."

    fieldsets = [
        ("What is looked at", {"fields": ["latest_calls", "least_calls"]}),
        ("It rests", {"fields": ["rest_below_answered", "rest_from_refused", "rest_hours"]}),
        ("It is out of use until you have looked", {"fields": ["quarantine_from_unwanted"]}),
    ]
    form = NumberRulesForm

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        found = self.get_queryset(request).first()
        page = reverse("admin:calls_numberrules_change", args=[found.pk]) if found else None
        return HttpResponseRedirect(page or reverse("admin:calls_numberrules_add"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not self.get_queryset(request).exists()

    def response_add(
        self, request: HttpRequest, obj: NumberRules, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._saved(request, obj)

    def response_change(self, request: HttpRequest, obj: NumberRules) -> HttpResponse:
        return self._saved(request, obj)

    def _saved(self, request: HttpRequest, obj: NumberRules) -> HttpResponse:
        messages.success(request, "Saved. Your numbers are looked at by these every minute.")
        return HttpResponseRedirect(reverse("admin:calls_numberrules_change", args=[obj.pk]))
