"""The screen of the pool's numbers, with how each fares."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils import timezone

from apps.calls import figures, nearest
from apps.calls.health import Figures
from apps.calls.models import PoolNumber
from apps.compliance import zones
from apps.core import clock, phones
from apps.integrations.models import Connection, Family
from apps.manage import office
from apps.manage.forms import TenantForm
from apps.manage.number_shop import NumberShopPages
from apps.manage.tenant_admin import TenantAdmin

BY_HAND = "by hand"


class NumberForm(TenantForm):
    class Meta:
        help_texts = {
            "connection": "The connection whose calls show it: the carrier must let it.",
            "phone": "In any spelling, e.g. (305) 555-0101. Only a number that is yours and that you answer.",
            "caller_name": "As registered with your carrier, 15 letters at most, e.g. ACME SOLAR. For your own record.",
            "brand_name": "As registered, e.g. Acme Solar. For your own record.",
            "brand_reason": "As registered, e.g. The quote you asked for. For your own record.",
            "daily_cap": "E.g. 75: then another number is shown until midnight. 0: no limit.",
        }

    def clean_phone(self) -> str:
        try:
            read = phones.read(
                str(self.cleaned_data["phone"]), region=self.tenant.region, allow_fiction=self.tenant.is_demo
            )
        except phones.NotDialable as error:
            raise forms.ValidationError(f"Not a number that can be called: {error}.") from error
        if PoolNumber.objects.for_tenant(self.tenant).owned().filter(phone=read.e164).exists():
            raise forms.ValidationError("You have this number already.")
        return read.e164


class Faring(ChangeList):
    """A page of numbers, each with its figures: one question for all of them."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        found = figures.of_tenant(office.of(request).tenant.pk)
        for number in self.result_list:
            number.figures = found.get(number.pk, Figures())


class NumberAdmin(NumberShopPages, TenantAdmin):
    section, title, icon = "Outreach", "Numbers", "dialpad"
    blurb = (
        "The numbers that your calls show. A lead sees the one they know, else the nearest; "
        "a number that is not picked up or called unwanted rests."
    )
    when_empty = "Without numbers here, calls show the caller ID of their connection."

    form = NumberForm
    list_display = ("__str__", "place", "connection", "stands", "answered", "refused", "attested", "daily_cap")
    list_filter = ("state", "connection")
    list_select_related = ("connection",)
    fieldsets = [
        (None, {"fields": ["connection", "phone", "label", "daily_cap"]}),
        ("How it is known", {"fields": ["expected_attestation", "caller_name", "brand_name", "brand_reason"]}),
    ]
    ordering = ("phone", "id")
    actions = ("use_again", "put_aside")
    change_list_template = "manage/number_list.html"
    change_form_outer_before_template = "manage/number_panel.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Faring

    @admin.display(description="Where")
    def place(self, number: PoolNumber) -> str:
        return ", ".join(map(zones.state_name, nearest.states(nearest.area_code(number.phone)))) or "no place"

    @admin.display(description="Stands")
    def stands(self, number: PoolNumber) -> str:
        """In words, with the reason and the end of a rest."""
        until = f" until {timezone.localtime(number.until):%a %-d %b, %-H:%M}" if number.until else ""
        words = {"ordered": "Being bought", "active": "In use", "resting": f"Rests{until}", "quarantined": "Out of use"}
        said = words.get(number.state, "Given back")
        return f"{said}: {number.reason}" if number.reason else said

    @admin.display(description="Answered")
    def answered(self, number: PoolNumber) -> str:
        return _share(_figures(number), _figures(number).answered)

    @admin.display(description="Refused (603 / 607 / 608)")
    def refused(self, number: PoolNumber) -> str:
        told = _figures(number)
        if not told.calls:
            return "-"
        return f"{_share(told, told.refused)} ({told.declined} / {told.unwanted} / {told.blocked})"

    @admin.display(description="Attestation, as reported")
    def attested(self, number: PoolNumber) -> str:
        return ", ".join(f"{letter or 'not reported'}: {n}" for letter, n in _figures(number).attested) or "-"

    @admin.action(description="Use again: what was counted so far is forgotten", permissions=["change"])
    def use_again(self, request: HttpRequest, queryset: QuerySet[PoolNumber]) -> None:
        turned = [self._noted(request, each, "Used again") for each in queryset if each.resume(at=clock.now())]
        messages.success(request, f"In use again: {len(turned)}.")

    @admin.action(description="Put out of use until you use it again", permissions=["change"])
    def put_aside(self, request: HttpRequest, queryset: QuerySet[PoolNumber]) -> None:
        turned = [self._noted(request, each, "Put aside") for each in queryset if each.quarantine(reason=BY_HAND)]
        messages.success(request, f"Out of use: {len(turned)}. Who calls them back still reaches you.")

    def get_urls(self) -> list[URLPattern]:
        return [*self.shop_urls(), *super().get_urls()]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("connection", "phone") if obj else ()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only what places calls has numbers."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        carriers = Connection.objects.for_tenant(office.of(request).tenant).filter(family=Family.TELEPHONY)
        field.queryset = carriers.order_by("name", "id")
        return field

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "phone":
            field.max_length = None  # a typed number may be longer than the E.164 that is kept
            field.validators, field.widget.attrs["maxlength"] = [], "40"
        return field

    def _noted(self, request: HttpRequest, number: PoolNumber, deed: str) -> PoolNumber:
        self.log_change(request, number, deed)
        return number


def _figures(number: PoolNumber) -> Figures:
    return getattr(number, "figures", Figures())


def _share(told: Figures, part: int) -> str:
    return f"{told.percent(part):.0f} % of {told.calls}" if told.calls else "-"
