"""The screen of calls and texts that a fraud wall holds: a person looks, and lets go the ones that are honest."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.compliance.walls import HOLDING
from apps.core import clock, phones
from apps.manage import office
from apps.manage.tenant_admin import TenantAdmin
from apps.outreach import release
from apps.outreach.models import Step

_WHAT = {"call": "Call", "sms": "Text"}


class HeldAdmin(TenantAdmin):
    section, title, icon = "Outreach", "Held calls and texts", "front_hand"
    blurb = "Calls and texts that a fraud wall stopped. What you let go is asked anew of the law and of your budget."
    when_empty = "Nothing is held."
    may_add = may_change = False
    list_display = ("lead", "number", "what", "last_error", "created_at")
    list_filter = ("error_code",)
    list_select_related = ("lead",)
    ordering = ("-id",)
    show_full_result_count = False
    fields = readonly_fields = ("lead", "number", "what", "last_error", "error_code", "created_at")
    actions = ("let_go",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        held: QuerySet[Any] = super().get_queryset(request).filter(kind__in=_WHAT, state=Step.State.HELD)
        return held.filter(error_code__in=HOLDING)

    @admin.display(description="Number")
    def number(self, step: Step) -> str:
        return phones.masked(step.lead.phone) if step.lead else ""

    @admin.display(description="What")
    def what(self, step: Step) -> str:
        return _WHAT[step.kind]

    @admin.action(description="Let go: call or text them after all", permissions=["view"])
    def let_go(self, request: HttpRequest, queryset: QuerySet[Step]) -> None:
        for step in queryset:
            self.log_change(request, step, "Let go")
        chosen = list(queryset.values_list("pk", flat=True))
        freed = release.steps(office.of(request).tenant.pk, chosen, by=str(office.who(request)), now=clock.now())
        messages.success(request, f"Let go: {freed}. They go as soon as the law and your budget allow it.")
