"""The screen of fraud walls: one a tenant, so the list goes straight to it; a manager lowers, an owner raises."""

from typing import Any, ClassVar

import phonenumbers
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from apps.calls import walls
from apps.calls.models import Walls
from apps.core import clock
from apps.manage import office
from apps.manage.forms import TenantForm
from apps.manage.tenant_admin import TenantAdmin

LIMITS = tuple(name for name in walls.OWN if name != "countries")


class WallsForm(TenantForm):
    owns: ClassVar[bool] = False

    class Meta:
        help_texts = {
            "countries": "Whose numbers may be called and texted, e.g. US, CA. Each country of +1 counts by itself."
            " Empty: your own country alone.",
            "numbers_per_prefix": "New numbers within an hour that are alike up to the last four digits, e.g. 3."
            " More are held for you to look at. 0: no wall.",
            "numbers_per_source": "New numbers of one source within an hour, e.g. 300. 0: no wall.",
            "numbers_when_new": "New numbers within an hour during your account's first 7 days, e.g. 60. 0: no wall.",
            "call_micros": "In dollars, e.g. 2. Holds for a text, too. A call is reserved at ten minutes. 0: no wall.",
            "hour_micros": "In dollars, e.g. 50. Calls and texts beyond it wait for the next hour. 0: no wall.",
            "day_micros": "In dollars, e.g. 200, by your own midnight. What is beyond it waits until then. 0: no wall.",
        }
        labels = {
            "numbers_per_prefix": "Numbers that begin alike",
            "numbers_per_source": "Numbers of one source",
            "numbers_when_new": "Numbers of a new account",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            before = self._before()
            self.initial = {name: getattr(before, name) for name in walls.OWN}

    def clean_countries(self) -> list[str]:
        named = [str(each).strip().upper() for each in self.cleaned_data["countries"]]
        if unknown := sorted(set(named) - phonenumbers.SUPPORTED_REGIONS):
            raise forms.ValidationError(f"Not the two letters of a country: {', '.join(unknown)}.")
        return named

    def clean(self) -> dict[str, Any] | None:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.owns:
            for name in self._raised(cleaned):
                self.add_error(name, "Only an owner may raise this.")
        return cleaned

    def _raised(self, cleaned: dict[str, Any]) -> list[str]:
        before, own = self._before(), {self.tenant.region}
        raised = [
            name for name in LIMITS if name in cleaned and _height(cleaned[name]) > _height(getattr(before, name))
        ]
        added = set(cleaned.get("countries") or own) - set(before.countries or own)
        return [*raised, "countries"] if added else raised

    def _before(self) -> Walls:
        """As they stand in the database, or our defaults."""
        kept = Walls.objects.for_tenant(self.tenant).first()
        is_young = clock.now() - self.tenant.created_at < walls.YOUNG
        return kept or walls.defaults(is_demo=self.tenant.is_demo, is_young=is_young)


def _height(limit: int) -> float:
    """0 is no wall at all."""
    return limit or float("inf")


class WallsAdmin(TenantAdmin):
    section, title, icon = "Outreach", "Fraud walls", "fence"
    blurb = "What a stranger who floods your forms with costly numbers cannot pass. An owner may raise a wall."

    form = WallsForm
    fieldsets = [
        ("Where to", {"fields": ["countries"]}),
        ("New numbers within an hour", {"fields": ["numbers_per_prefix", "numbers_per_source", "numbers_when_new"]}),
        ("Money", {"fields": ["call_micros", "hour_micros", "day_micros"]}),
    ]

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> type[TenantForm]:
        form = super().get_form(request, *args, **kwargs)
        return type(form.__name__, (form,), {"owns": office.of(request).owns})

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        found = self.get_queryset(request).first()
        to = reverse("admin:calls_walls_change", args=[found.pk]) if found else reverse("admin:calls_walls_add")
        return HttpResponseRedirect(to)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not self.get_queryset(request).exists()

    def response_add(self, request: HttpRequest, obj: Walls, post_url_continue: str | None = None) -> HttpResponse:
        return self._saved(request, obj)

    def response_change(self, request: HttpRequest, obj: Walls) -> HttpResponse:
        return self._saved(request, obj)

    def _saved(self, request: HttpRequest, obj: Walls) -> HttpResponse:
        messages.success(request, "Saved. The next call is judged by these walls.")
        return HttpResponseRedirect(reverse("admin:calls_walls_change", args=[obj.pk]))
