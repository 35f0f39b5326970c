"""What operators see of every tenant: much to look at, little to change, no credentials."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.intake.models import Delivery
from apps.integrations.models import Connection
from apps.ops import subscriptions
from apps.tenants.models import Tenant, User


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

    list_display = ("name", "slug", "on_plan", "used", "region", "time_zone", "is_demo", "created_at", "enter")
    search_fields = ("name", "slug")
    readonly_fields = ("created_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tenant]:
        return subscriptions.with_usage(super().get_queryset(request))

    @admin.display(description="Plan")
    def on_plan(self, tenant: Tenant) -> SafeString:
        return subscriptions.plan_said(tenant)

    @admin.display(description="Leads, calls, agent's minutes this month")
    def used(self, tenant: Tenant) -> SafeString:
        return subscriptions.usage_said(tenant)

    @admin.display(description="Its pages")
    def enter(self, tenant: Tenant) -> SafeString:
        return format_html('<a href="{}">Enter, with a reason</a>', reverse("enter", args=[tenant.slug]))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class StaysAdmin(ReadOnlyAdmin):
    list_display = ("began_at", "operator", "tenant", "reason", "ends_at")
    list_select_related = ("tenant", "operator")
    ordering = ("-began_at", "-id")


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
