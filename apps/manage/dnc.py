"""The screen of the do-not-call list: found in any spelling, lifted rather than deleted."""

from contextlib import suppress
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from apps.compliance.closed import Closed
from apps.compliance.models import DncEntry
from apps.core import clock, phones
from apps.manage import dnc_export, office
from apps.manage.dnc_import import DncImportPages
from apps.manage.forms import TenantForm
from apps.manage.tenant_admin import TenantAdmin
from apps.outreach import mirror
from apps.tenants.models import Tenant


class DncForm(TenantForm):
    class Meta:
        help_texts = {
            "phone": "In any spelling, e.g. (214) 555-0123 or +1 214 555 0123.",
            "reason": "Why, for whoever asks in a year, e.g. asked us by e-mail on 3 May.",
            "source": "Where it comes from, e.g. our old CRM.",
        }

    def clean_phone(self) -> str:
        typed = str(self.cleaned_data["phone"])
        try:
            return _read(typed, self.tenant)
        except phones.NotDialable as error:
            raise forms.ValidationError(f"Not a number that can be called: {error}.") from error


class DncAdmin(DncImportPages, TenantAdmin):
    section, title, icon = "Outreach", "Do-not-call list", "phone_disabled"
    blurb = "Numbers that are not called, not texted, or neither, whoever asks."

    when_empty = "People who reply STOP land here by themselves; add whoever asked otherwise."
    form = DncForm
    fields = ("phone", "closes", "reason", "source")
    list_display = ("phone", "is_in_force", "closes", "origin", "reason", "source", "added_by", "created_at")
    list_filter = ("closes", "origin")
    search_fields = ("phone", "reason", "source")
    search_help_text = "A number in any spelling, or words of the reason"
    ordering = ("-created_at", "-id")
    change_form_outer_before_template = "manage/dnc_panel.html"
    change_list_template = "manage/dnc_list.html"
    actions = ("lift",)

    @admin.display(description="In force", boolean=True)
    def is_in_force(self, entry: DncEntry) -> bool:
        return entry.lifted_at is None

    @admin.action(description="Lift: they may be called again", permissions=["change"])
    def lift(self, request: HttpRequest, queryset: QuerySet[DncEntry]) -> None:
        for entry in queryset.filter(lifted_at=None):
            self._put(request, entry, is_lifted=True)
        messages.success(request, "Lifted. The entries stay on the list, with the date.")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "phone":
            field.max_length = None  # a typed number may be longer than the E.164 that is kept
            field.validators, field.widget.attrs["maxlength"] = [], "40"
        return field

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("phone", "closes", "source", "origin", "added_by", "created_at", "lifted_at") if obj else ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        kept = ("origin", "added_by", "created_at", "lifted_at") if obj else ()
        return ("phone", "closes", "reason", "source", *kept)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """A number in any spelling, part of one, or words of the reason."""
        term = search_term.strip()
        if not term:
            return queryset, False
        digits = "".join(filter(str.isdigit, term))
        wanted = Q(reason__icontains=term) | Q(source__icontains=term)
        wanted |= Q(phone__contains=digits) if digits else Q()
        with suppress(phones.NotDialable):
            wanted |= Q(phone=_read(term, office.of(request).tenant))
        return queryset.filter(wanted), False

    def save_model(self, request: HttpRequest, obj: DncEntry, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        obj.added_by = str(request.user)[:200]
        mirror.hold(obj.tenant_id, obj.phone)
        super().save_model(request, obj, form, change)
        mirror.of_number(obj.tenant_id, obj.phone, now=clock.now())

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("export.csv", view(self.export), name="dnc_export"),
            path("<int:pk>/lift/", view(self.lift_one), name="dnc_lift"),
            path("<int:pk>/restore/", view(self.restore_one), name="dnc_restore"),
            path("<int:pk>/widen/", view(self.widen_one), name="dnc_widen"),
        ]
        return [*own, *self.import_urls(), *super().get_urls()]

    def export(self, request: HttpRequest) -> HttpResponse:
        """The whole list, lifted entries too, as a spreadsheet may safely open it."""
        answer = HttpResponse(dnc_export.table(self.get_queryset(request)), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="do-not-call.csv"'
        return answer

    @method_decorator(require_POST)
    def lift_one(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._put_one(request, pk, is_lifted=True)

    @method_decorator(require_POST)
    def restore_one(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._put_one(request, pk, is_lifted=False)

    @method_decorator(require_POST)
    def widen_one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Only ever wider: a page that was opened before a STOP must not take it back."""
        entry = get_object_or_404(self.get_queryset(request), pk=pk)
        entry.closes = Closed.ALL.value
        self._save(request, entry, "closes", "Closed for calls and texts")
        messages.success(request, "Closed for calls and texts.")
        return HttpResponseRedirect(reverse("admin:compliance_dncentry_change", args=[pk]))

    def _put_one(self, request: HttpRequest, pk: int, *, is_lifted: bool) -> HttpResponse:
        self._put(request, get_object_or_404(self.get_queryset(request), pk=pk), is_lifted=is_lifted)
        messages.success(request, "Lifted." if is_lifted else "In force again.")
        return HttpResponseRedirect(reverse("admin:compliance_dncentry_change", args=[pk]))

    def _put(self, request: HttpRequest, entry: DncEntry, *, is_lifted: bool) -> None:
        entry.lifted_at = clock.now() if is_lifted else None
        self._save(request, entry, "lifted_at", "Lifted" if is_lifted else "Put back in force")

    def _save(self, request: HttpRequest, entry: DncEntry, field: str, deed: str) -> None:
        """The person's CRM records are told, too."""
        mirror.hold(entry.tenant_id, entry.phone)
        entry.save(update_fields=[field])
        mirror.of_number(entry.tenant_id, entry.phone, now=clock.now())
        self.log_change(request, entry, deed)


def _read(text: str, tenant: Tenant) -> str:
    return phones.read(text, region=tenant.region, allow_fiction=tenant.is_demo).e164
