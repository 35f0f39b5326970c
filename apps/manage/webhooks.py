"""The screen of webhook deliveries: each event for each endpoint, every attempt, and sending it again."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from apps.core import clock
from apps.integrations.models import Connection
from apps.manage import office
from apps.manage.tenant_admin import TenantAdmin
from apps.outreach import endpoints
from apps.outreach.models import Attempt, Telling


class WebhookAdmin(TenantAdmin):
    section, title, icon = "Outside world", "Webhook deliveries", "outbox"
    blurb = "Every event that your endpoints were told, each attempt and what they answered. Choose some to send again."
    when_empty = "Connect an endpoint under Connections (Outgoing webhooks): what happens from then on shows up here."
    may_add = may_change = False
    list_display = ("created_at", "event", "endpoint", "state", "attempt", "last_error", "done_at")
    list_filter = ("state",)
    list_display_links = ("created_at",)
    ordering = ("-id",)
    show_full_result_count = False
    fields = readonly_fields = (
        "created_at",
        "event",
        "endpoint",
        "state",
        "attempts_said",
        "last_error",
        "due_at",
        "done_at",
        "external_id",
    )
    actions = ("send_again",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request).filter(kind="event")
        return rows

    @admin.display(description="Event")
    def event(self, delivery: Telling) -> str:
        return str(delivery.params.get("kind", ""))

    @admin.display(description="Endpoint")
    def endpoint(self, delivery: Telling) -> str:
        mine = Connection.objects.for_tenant(delivery.tenant_id).filter(pk=delivery.connection_id or 0)
        return mine.values_list("name", flat=True).first() or "deleted"

    @admin.display(description="Attempts")
    def attempts_said(self, delivery: Telling) -> SafeString | str:
        made = Attempt.objects.filter(tenant_id=delivery.tenant_id, step_id=delivery.pk).order_by("id")
        lines = [(f"{each.made_at:%Y-%m-%d %H:%M:%S}", each.said, each.took_ms) for each in made]
        return format_html_join("", "<div>{} UTC: {} ({} ms)</div>", lines) or "None yet"

    @admin.action(description="Send again", permissions=["view"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Telling]) -> None:
        for delivery in queryset:
            self.log_change(request, delivery, "Sent again")
        chosen = list(queryset.values_list("pk", flat=True))
        freed = endpoints.send_again(office.of(request).tenant.pk, chosen, now=clock.now())
        messages.success(request, f"Sent again: {freed}. Those that are still being tried were left alone.")
