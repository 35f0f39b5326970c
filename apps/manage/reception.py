"""The screen of the reception: what people hear who call the tenant; one a tenant, so the list goes straight to it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from apps.calls.models import Reception
from apps.manage import placeholders
from apps.manage.forms import TenantForm
from apps.manage.tenant_admin import TenantAdmin


class ReceptionForm(TenantForm):
    class Meta:
        help_texts = {
            "greeting": "Said before your rep is rung. Whoever presses 9 meanwhile is not called again; say so.",
            "after_hours": "Said outside the hours below, in place of it. The team is told of who called.",
            "schedule": "When reps are rung. Empty: always. The AI agent answers at any hour.",
        }

    def clean_greeting(self) -> str:
        return self._filled("greeting")

    def clean_after_hours(self) -> str:
        return self._filled("after_hours")

    def _filled(self, name: str) -> str:
        text = str(self.cleaned_data[name])
        try:
            placeholders.check(text)
        except placeholders.Unknown as error:
            raise forms.ValidationError(str(error)) from error
        return text


class ReceptionAdmin(TenantAdmin):
    section, title, icon = "Outreach", "Reception", "phone_callback"
    blurb = "What people hear who call one of your numbers, where the AI agent does not answer."

    form = ReceptionForm
    fieldsets = [
        ("In your hours", {"fields": ["greeting", "schedule"]}),
        ("Outside of them", {"fields": ["after_hours"]}),
    ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        found = self.get_queryset(request).first()
        page = reverse("admin:calls_reception_change", args=[found.pk]) if found else None
        return HttpResponseRedirect(page or reverse("admin:calls_reception_add"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not self.get_queryset(request).exists()

    def response_add(self, request: HttpRequest, obj: Reception, post_url_continue: str | None = None) -> HttpResponse:
        return self._saved(request, obj)

    def response_change(self, request: HttpRequest, obj: Reception) -> HttpResponse:
        return self._saved(request, obj)

    def _saved(self, request: HttpRequest, obj: Reception) -> HttpResponse:
        messages.success(request, "Saved. The next caller hears it.")
        return HttpResponseRedirect(reverse("admin:calls_reception_change", args=[obj.pk]))
