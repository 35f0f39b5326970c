"""What binds every tenant: the operators' own do-not-call list, and the registries that they import for all."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.compliance.models import DncList, PlatformDncEntry
from apps.compliance.registry_form import RegistryForm, told
from apps.core import clock, phones


class EntryForm(forms.ModelForm):  # type: ignore[type-arg]
    def clean_phone(self) -> str:
        try:
            return phones.read(str(self.cleaned_data["phone"]), region="US", allow_fiction=True).e164
        except phones.NotDialable as error:
            raise forms.ValidationError(f"Not a number that can be called: {error}.") from error


class EntriesAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Lifted rather than deleted."""

    form = EntryForm
    fields = ("phone", "reason", "added_by", "created_at", "lifted_at")
    list_display = ("phone", "in_force", "reason", "added_by", "created_at")
    search_fields = ("phone", "reason")
    ordering = ("-id",)
    actions = ("lift", "restore")

    @admin.display(description="In force")
    def in_force(self, entry: PlatformDncEntry) -> str:
        return "no" if entry.lifted_at else "yes"

    @admin.action(description="Lift: tenants may call them again", permissions=["change"])
    def lift(self, request: HttpRequest, queryset: QuerySet[PlatformDncEntry]) -> None:
        self._put(request, queryset.filter(lifted_at=None), "Lifted")

    @admin.action(description="Put back in force", permissions=["change"])
    def restore(self, request: HttpRequest, queryset: QuerySet[PlatformDncEntry]) -> None:
        self._put(request, queryset.exclude(lifted_at=None), "Put back in force")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*(("phone",) if obj else ()), "added_by", "created_at", "lifted_at")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: PlatformDncEntry, form: Any, change: bool) -> None:
        if not change:
            obj.added_by = str(request.user)[:200]
        super().save_model(request, obj, form, change)

    def _put(self, request: HttpRequest, entries: QuerySet[PlatformDncEntry], deed: str) -> None:
        for entry in entries:
            entry.lifted_at = None if entry.lifted_at else clock.now()
            entry.save(update_fields=["lifted_at"])
            self.log_change(request, entry, deed)
        messages.success(request, f"{deed}. The entries stay on record.")


class RegistriesAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Those for all tenants; a tenant's own are its managers'."""

    form = RegistryForm
    fields = ("name", "jurisdiction", "effective_on", "max_age_days", "file", "is_change_file")
    list_display = ("name", "jurisdiction", "effective_on", "fresh", "size", "imported_at", "imported_by")
    search_fields = ("name", "jurisdiction")
    ordering = ("name", "id")

    @admin.display(description="Fresh")
    def fresh(self, registry: DncList) -> str:
        return "no, it stops calls" if registry.is_stale(clock.now()) else "yes"

    def get_queryset(self, request: HttpRequest) -> QuerySet[DncList]:
        return super().get_queryset(request).filter(tenant=None)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: DncList, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        messages.success(request, told(form, form.bring_in(by=str(request.user), now=clock.now())))
