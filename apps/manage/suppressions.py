"""The screen of addresses that no e-mail goes to: who unsubscribed, what came back, and whom a person added."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.compliance.models import Suppression
from apps.core import clock
from apps.manage.forms import TenantForm
from apps.manage.tenant_admin import TenantAdmin

_ORIGIN = ("origin", "created_at", "lifted_at")


class SuppressionForm(TenantForm):
    class Meta:
        help_texts = {
            "email": "To which no e-mail goes any more, e.g. dana@example.com. Calls and texts are another matter.",
            "reason": "Why, for whoever asks in a year, e.g. asked us by phone on 3 May.",
        }

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip().lower()
        try:
            validate_email(email)
        except ValidationError as error:
            raise ValidationError("Not an e-mail address.") from error
        return email


class SuppressionAdmin(TenantAdmin):
    section, title, icon = "Outreach", "Do-not-mail list", "unsubscribe"
    blurb = "Addresses that no e-mail goes to any more. Calls and texts have a list of their own."
    when_empty = "People who follow the link below an e-mail land here by themselves; add whoever asked otherwise."

    form = SuppressionForm
    fields = ("email", "reason")
    list_display = ("email", "is_in_force", "origin", "reason", "created_at")
    list_filter = ("origin",)
    search_fields = ("email", "reason")
    ordering = ("-created_at", "-id")
    actions = ("lift", "restore")

    @admin.display(description="In force", boolean=True)
    def is_in_force(self, entry: Suppression) -> bool:
        return entry.lifted_at is None

    @admin.action(description="Lift: they may be written to again", permissions=["change"])
    def lift(self, request: HttpRequest, queryset: QuerySet[Suppression]) -> None:
        self._put(request, queryset.filter(lifted_at=None), is_lifted=True)
        messages.success(request, "Lifted. The entries stay on the list, with the date.")

    @admin.action(description="Put back in force", permissions=["change"])
    def restore(self, request: HttpRequest, queryset: QuerySet[Suppression]) -> None:
        self._put(request, queryset.exclude(lifted_at=None), is_lifted=False)
        messages.success(request, "In force again.")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("email", *_ORIGIN) if obj else ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("email", "reason", *(_ORIGIN if obj else ()))

    def _put(self, request: HttpRequest, entries: QuerySet[Suppression], *, is_lifted: bool) -> None:
        for entry in entries:
            entry.lifted_at = clock.now() if is_lifted else None
            entry.save(update_fields=["lifted_at"])
            self.log_change(request, entry, "Lifted" if is_lifted else "Put back in force")
