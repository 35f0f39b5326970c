"""What operators see of every tenant: much to look at, little to change, no credentials."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.intake.models import Delivery
from apps.integrations.models import Connection
from apps.tenants.models import User


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Looks, and changes nothing."""

    list_select_related: ClassVar[Any] = ("tenant",)
    list_filter: ClassVar[Any] = ("tenant",)
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class TenantsAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """New tenants are made here; they are never deleted by a click."""

    list_display = ("name", "slug", "region", "time_zone", "is_demo", "created_at")
    search_fields = ("name", "slug")
    readonly_fields = ("created_at",)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class UsersAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Who signs in. Passwords and superusers are made on the command line."""

    fields = ("email", "first_name", "last_name", "is_active", "operates", "last_login", "date_joined")
    readonly_fields = ("operates", "last_login", "date_joined")
    list_display = ("email", "first_name", "last_name", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("email", "first_name", "last_name")
    ordering = ("email",)

    @admin.display(description="Is an operator")
    def operates(self, user: User) -> str:
        return _said(user.is_superuser)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ConnectionsAdmin(ReadOnlyAdmin):
    """Never the settings, nor the token of the callbacks' address."""

    fields = (
        "tenant",
        "family",
        "vendor",
        "name",
        "in_use",
        "state",
        "failures",
        "probe_at",
        "last_error",
        "last_ok_at",
        "created_at",
    )
    list_display = ("tenant", "name", "family", "vendor", "is_active", "state", "failures", "last_ok_at")
    list_filter = ("tenant", "family", "state")
    readonly_fields = ("in_use",)
    ordering = ("-id",)

    @admin.display(description="In use")
    def in_use(self, connection: Connection) -> str:
        return _said(connection.is_active)


class DeliveriesAdmin(ReadOnlyAdmin):
    fields = ("tenant", "source", "lead", "state", "received_at", "content_type", "problems", "body_said")
    readonly_fields = ("body_said",)
    list_display = ("received_at", "tenant", "source", "state")
    list_filter = ("state", "tenant")
    list_select_related = ("tenant", "source")
    ordering = ("-received_at", "-id")

    @admin.display(description="Body")
    def body_said(self, delivery: Delivery) -> SafeString:
        return format_html("<pre>{}</pre>", bytes(delivery.body).decode("utf-8", "backslashreplace"))


class LeadsAdmin(ReadOnlyAdmin):
    exclude = ("is_test",)
    list_display = ("received_at", "tenant", "full_name", "phone", "state", "source", "is_test")
    list_filter = ("state", "tenant")
    list_select_related = ("tenant", "source")
    search_fields = ("phone", "email")
    ordering = ("-received_at", "-id")


class StepsAdmin(ReadOnlyAdmin):
    list_display = ("id", "tenant", "kind", "state", "queue", "due_at", "attempt", "error_code", "last_error")
    list_filter = ("state", "kind", "tenant")
    ordering = ("-id",)


class CallsAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "tenant", "phone", "state", "cause", "provider_id", "talk_seconds")
    list_filter = ("state", "tenant")
    search_fields = ("phone", "provider_id")
    ordering = ("-created_at", "-id")


def _said(is_so: bool) -> str:
    """In words: unfold has replaced the icons of read-only pages by its own, which need its font."""
    return "yes" if is_so else "no"
