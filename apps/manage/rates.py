"""The screen of rates: what the tenant's own contracts say that calls, texts and the agent's minutes cost."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from apps.calls.models import Rate
from apps.calls.rates import Service
from apps.core import money
from apps.core.money import SmallDollars
from apps.integrations.models import Connection, Family
from apps.manage import office
from apps.manage.forms import TenantForm
from apps.manage.tenant_admin import TenantAdmin

# Which connections have which service.
_FAMILIES = {
    Service.CALL: Family.TELEPHONY,
    Service.TEXT: Family.SMS,
    Service.HEARING: Family.HEARING,
    Service.THINKING: Family.THINKING,
    Service.SPEECH: Family.SPEECH,
}
_NUMBERED = (Service.CALL, Service.TEXT)


class RateForm(TenantForm):
    micros = SmallDollars(
        label="Price",
        help_text="For a minute begun, or a segment of a text, in the currency below; e.g. 0.014. 0 is free.",
    )

    class Meta:
        help_texts = {
            "connection": "Whose contract it is, e.g. your carrier.",
            "service": "Calls and the agent's hearing, thinking and speech by the minute begun; texts by the segment.",
            "direction": "Replies that come in have a price of their own. The agent's minutes: to the lead.",
            "prefix": "How the number begins, digits only, e.g. 1 for all of +1, or 1212. Empty: every number.",
            "currency": "Three letters, e.g. USD. Only dollars count in budgets; nothing is converted.",
            "valid_from": "From this day (UTC) on, e.g. 2026-12-01. What ended before keeps its figure.",
        }
        labels = {"prefix": "Numbers that begin with", "valid_from": "From"}

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def clean_prefix(self) -> str:
        return str(self.cleaned_data["prefix"]).strip().removeprefix("+")

    def clean(self) -> dict[str, Any] | None:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        connection, service = cleaned.get("connection"), cleaned.get("service")
        if connection and service and connection.family != _FAMILIES[Service(service)]:
            self.add_error("service", "This connection does something else.")
        if service and service not in _NUMBERED and (cleaned.get("prefix") or cleaned.get("direction") == "in"):
            self.add_error("prefix", "The agent's minutes have no numbers: leave it empty, to the lead.")
        return cleaned


class RateAdmin(TenantAdmin):
    section, title, icon = "Outreach", "Rates", "payments"
    blurb = "What your contracts say that calls, texts and the agent's minutes cost. They go before our list."
    when_empty = (
        "Without one, costs are estimated by our list, or at the bound that is reserved, until the provider tells what "
        "it charged. The agent's minutes have no cost until you say what they cost."
    )
    may_delete = True

    form = RateForm
    list_display = ("connection", "service", "direction", "prefix", "price", "valid_from")
    fieldsets = [
        (None, {"fields": ["connection", "service", "direction", "prefix"]}),
        ("Price", {"fields": ["micros", "currency", "valid_from"]}),
    ]
    ordering = ("connection__name", "service", "prefix", "-valid_from", "id")

    @admin.display(description="Price")
    def price(self, rate: Rate) -> str:
        unit = "a segment" if rate.service == Service.TEXT else "a minute"
        return f"{money.exact(rate.micros, rate.currency)} {unit}"

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only what has a price by the minute or the segment."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        priced = Connection.objects.for_tenant(office.of(request).tenant).filter(family__in=list(_FAMILIES.values()))
        field.queryset = priced.order_by("name", "id")
        return field

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "valid_from":
            field.widget = forms.DateInput(attrs={"type": "date", **field.widget.attrs})
        return field
