"""The screen of a tenant's own registries: files of national and state lists under the tenant's licence."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest

from apps.compliance.models import DncList
from apps.compliance.registry_form import RegistryForm, told
from apps.core import clock
from apps.manage import office
from apps.manage.forms import TenantForm
from apps.manage.tenant_admin import TenantAdmin


class OwnRegistryForm(RegistryForm, TenantForm):
    """The same, of one tenant."""


class RegistryAdmin(TenantAdmin):
    section, title, icon = "Outreach", "Do-not-call registries", "fact_check"
    blurb = "National and state lists that you download under your own licence. A list older than its age stops calls."
    when_empty = "Add the first file, if you have a licence of your own; your operators' lists bind you anyway."
    form = OwnRegistryForm
    fields = ("name", "jurisdiction", "effective_on", "max_age_days", "file", "is_change_file")
    list_display = ("name", "jurisdiction", "effective_on", "is_fresh", "size", "imported_at", "imported_by")
    ordering = ("name", "id")

    @admin.display(description="Fresh", boolean=True)
    def is_fresh(self, registry: DncList) -> bool:
        return not registry.is_stale(clock.now())

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) and _is_own(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _is_own(request, obj)

    def save_model(self, request: HttpRequest, obj: DncList, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        messages.success(request, told(form, form.bring_in(by=str(request.user), now=clock.now())))


def _is_own(request: HttpRequest, registry: DncList | None) -> bool:
    return registry is None or registry.tenant_id == office.of(request).tenant.pk
