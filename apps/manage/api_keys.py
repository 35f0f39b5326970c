"""The screen of API keys: what programs read and write this company's leads with. Owners only."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.core import clock
from apps.manage import office
from apps.manage.forms import TenantForm
from apps.manage.tenant_admin import TenantAdmin
from apps.tenants.models import ApiKey


class ApiKeyForm(TenantForm):
    instance: ApiKey

    class Meta:
        help_texts = {"name": "Which program has it, e.g. website or data warehouse: so that you know what you end."}

    def save(self, commit: bool = True) -> Any:
        """With a new secret, whose text only `text` has."""
        self.text = self.instance.renew()
        return super().save(commit)


class ApiKeyAdmin(TenantAdmin):
    section, title, icon = "Outside world", "API keys", "key"
    blurb = "For your own programs: /api/docs/ says what they can do. To end a key, choose it and revoke it."

    when_empty = "Add one and give it to your program."
    form = ApiKeyForm
    may_change = False
    fields = ("name",)
    list_display = ("name", "begins_with", "created_at", "last_used_at", "revoked_at")
    ordering = ("-created_at", "id")
    actions = ("revoke",)

    def is_open(self, request: HttpRequest) -> bool:
        return office.of(request).owns

    @admin.display(description="Begins with", ordering="prefix")
    def begins_with(self, key: ApiKey) -> str:
        return f"{key.prefix}…"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        messages.warning(request, f"Copy the key now, it is never shown again: {form.text}")

    @admin.action(description="Revoke: whoever has it is refused from now on")
    def revoke(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        ended = chosen.filter(revoked_at=None).update(revoked_at=clock.now())
        messages.success(request, f"{ended} revoked.")
