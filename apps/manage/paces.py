"""The screen of paces: how many calls a second and at once, all in all and by connection."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from apps.calls import pacing
from apps.calls.models import Pace
from apps.integrations.models import Connection, Family
from apps.manage import office
from apps.manage.forms import TenantForm
from apps.manage.tenant_admin import TenantAdmin

BURST = 50


class PaceForm(TenantForm):
    class Meta:
        help_texts = {
            "connection": "Empty: all your connections together, e.g. choose one that your carrier limits.",
            "calls_per_second": "E.g. 1, which is what Twilio allows until you ask for more. 0: no limit of ours.",
            "calls_at_once": "Lines in use at the same time, e.g. 20. 0: no limit of ours.",
            "number_calls_per_second": "By each caller number, e.g. 0.5: one in two seconds. 0: no limit of ours.",
            "number_calls_at_once": "By each caller number, e.g. 5. 0: no limit of ours.",
        }
        labels = {
            "connection": "For calls by",
            "calls_per_second": "Calls a second",
            "calls_at_once": "Calls at once",
            "number_calls_per_second": "Calls a second, each number",
            "number_calls_at_once": "Calls at once, each number",
        }

    def clean_calls_per_second(self) -> Any:
        return self._not_negative("calls_per_second")

    def clean_number_calls_per_second(self) -> Any:
        return self._not_negative("number_calls_per_second")

    def _not_negative(self, name: str) -> Any:
        value = self.cleaned_data[name]
        if value < 0:
            self.add_error(name, "A pace is 0 or more.")
        return value


class PaceAdmin(TenantAdmin):
    section, title, icon = "Outreach", "Pace", "speed"
    blurb = (
        "How fast calls go out. Fresh leads go before retries, which leave a fifth of the lines free; "
        "what is too much for one connection goes by the next."
    )
    when_empty = "Without one, calls go out as leads come in, and your carrier queues what is too fast for it."
    may_delete = True

    form = PaceForm
    list_display = ("__str__", "calls_per_second", "calls_at_once", "burst")
    fieldsets = [
        (None, {"fields": ["connection"]}),
        ("All in all", {"fields": ["calls_per_second", "calls_at_once"]}),
        ("Each caller number", {"fields": ["number_calls_per_second", "number_calls_at_once"]}),
    ]
    ordering = ("connection__name", "id")

    @admin.display(description=f"{BURST} leads at once are called within")
    def burst(self, pace: Pace) -> str:
        seconds = pacing.burst_seconds(BURST, pace.limits())
        return f"{seconds:.0f} s" if seconds else "as fast as your carrier can"

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only what places calls has a pace."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        carriers = Connection.objects.for_tenant(office.of(request).tenant).filter(family=Family.TELEPHONY)
        field.queryset = carriers.order_by("name", "id")
        return field
