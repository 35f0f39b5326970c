"""The screen of deliveries: every request that reached a source, as it came; read-only.

To come: mending a parked or unreachable delivery by hand ("fix and accept"). Until then such a person is
known only here, and someone has to type their lead in through the API.
"""

import json
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.core import clock
from apps.intake import awaited
from apps.intake.models import Delivery
from apps.manage import office
from apps.manage.tenant_admin import TenantAdmin
from apps.outreach.models import Step

SECRET_HEADERS = frozenset({"authorization", "cookie", "x-api-key", "proxy-authorization"})


class DeliveryAdmin(TenantAdmin):
    section, title, icon = "Leads in", "Deliveries", "inbox"
    blurb = "Every request that reached your sources, byte for byte, and what became of it."

    when_empty = "Open a source, copy its line for the terminal, and send a lead: it shows up here."
    may_add = may_change = False
    list_display = ("received_at", "source", "state", "summary", "lead_link")
    list_filter = ("state", "source")
    list_select_related = ("source", "lead")
    list_display_links = ("received_at",)
    ordering = ("-received_at", "-id")
    show_full_result_count = False
    fields = (
        "received_at",
        "source",
        "state",
        "lead_link",
        "awaited_said",
        "problems_said",
        "content_type",
        "query",
        "idempotency_key",
        "headers_said",
        "body_said",
    )
    readonly_fields = fields
    actions = ("fetch_again",)

    @admin.display(description="Problem")
    def summary(self, delivery: Delivery) -> str:
        return "; ".join(_problems(delivery))[:120]

    @admin.display(description="Problems")
    def problems_said(self, delivery: Delivery) -> SafeString:
        return _as_text("\n".join(_problems(delivery)) or "None")

    @admin.display(description="Being fetched")
    def awaited_said(self, delivery: Delivery) -> SafeString:
        """A notice's leads, each with how far its fetching is; what failed can be tried again from the list."""
        steps = awaited.steps(delivery, now=clock.now())
        return _as_text("\n".join(map(_fetching, steps)) or "Nothing")

    @admin.action(description="Fetch again what failed or is held", permissions=["view"])
    def fetch_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        by, now = str(office.who(request)), clock.now()
        freed = 0
        for delivery in queryset.defer(None).select_related("source__tenant").order_by("pk"):
            freed += awaited.again(delivery, now=now, by=by)
            self.log_change(request, delivery, "Fetched again")
        messages.success(request, f"Tried again: {freed}.")

    @admin.display(description="Headers")
    def headers_said(self, delivery: Delivery) -> SafeString:
        return _as_text("\n".join(f"{name}: {_shown(name, value)}" for name, value in delivery.headers.items()))

    @admin.display(description="Body")
    def body_said(self, delivery: Delivery) -> SafeString:
        return _as_text(readable(bytes(delivery.body)))

    @admin.display(description="Lead")
    def lead_link(self, delivery: Delivery) -> str:
        if not delivery.lead_id or not delivery.lead:
            return "none"
        link = f"/app/{delivery.tenant.slug}/leads/{delivery.lead_id}/"
        return format_html('<a class="link" href="{}">{}</a>', link, delivery.lead)

    def get_queryset(self, request: HttpRequest) -> Any:
        # A list needs no bodies: 256 KiB each.
        rows = super().get_queryset(request).select_related("source", "lead", "tenant")
        return rows.defer("body", "headers") if not request.resolver_match.kwargs else rows  # type: ignore[union-attr]


def readable(body: bytes) -> str:
    """The body for people: JSON laid out, other text as it is, bytes that are no text as escapes."""
    text = body.decode("utf-8", "backslashreplace")
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text


def _fetching(step: Step) -> str:
    so_far = ", ".join(filter(None, (step.get_state_display(), step.last_error)))
    return f"{step.params['named']['id']}: {so_far}"


def _problems(delivery: Delivery) -> list[str]:
    return [f"{name}: {said}" for name, said in delivery.problems.items()]


def _shown(name: str, value: Any) -> str:
    return "•••" if name.lower() in SECRET_HEADERS else str(value)


def _as_text(text: str) -> SafeString:
    return format_html('<pre class="raw">{}</pre>', text)
