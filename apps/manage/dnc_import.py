"""The pages of an import into the do-not-call list: hand in a file, look at every line, say yes or no."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from apps.compliance import dnc_csv, own_list
from apps.compliance.models import DncImport, DncImportRow
from apps.compliance.own_list import State, TooLarge, Upload
from apps.manage import office

ROWS_A_PAGE = 100


class UploadForm(forms.Form):
    file = forms.FileField(
        help_text="CSV or text, any columns, e.g. an export of your old CRM. At most 1,000,000 lines."
    )
    reason = forms.CharField(
        max_length=200,
        help_text="For lines that bring no reason of their own, e.g. do-not-call list of our old dialer, May 2026.",
    )


class LayoutForm(forms.Form):
    """Which column is which, should the guess be wrong."""

    phone_column = forms.TypedChoiceField(coerce=int, label="The numbers are in")
    reason_column = forms.TypedChoiceField(coerce=int, label="The reasons are in")
    has_header = forms.BooleanField(required=False, label="The first line is a header")

    def __init__(self, *args: Any, columns: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(at, f"Column {at + 1}: {name[:40]}") for at, name in enumerate(columns)]
        self.fields["phone_column"].choices = offered  # type: ignore[attr-defined]
        self.fields["reason_column"].choices = [(-1, "No column"), *offered]  # type: ignore[attr-defined]


class DncImportPages:
    """Beside the list itself: whoever may add a number may hand in many."""

    admin_site: Any
    has_add_permission: Any

    def import_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("import/", view(self.hand_in), name="dnc_import"),
            path("import/<int:pk>/", view(self.look), name="dnc_import_look"),
            path("import/<int:pk>/columns/", view(self.choose_columns), name="dnc_import_columns"),
            path("import/<int:pk>/<str:deed>/", view(self.act), name="dnc_import_act"),
        ]

    def hand_in(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            upload = Upload(file.name, file.read(), form.cleaned_data["reason"], str(request.user))
            try:
                return _to(own_list.start(office.of(request).tenant, upload))
            except (TooLarge, dnc_csv.Unreadable) as error:
                form.add_error("file", f"Not read: {error}.")
        latest = DncImport.objects.for_tenant(office.of(request).tenant).defer("content").order_by("-id")[:20]
        return self._page(request, "manage/dnc_import.html", {"form": form, "latest": latest})

    def look(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = _batch(request, pk)
        verdict = request.GET.get("show", "")
        rows = DncImportRow.objects.for_tenant(batch.tenant_id).filter(batch_id=batch.pk).order_by("line")
        if verdict in DncImportRow.Verdict:
            rows = rows.filter(verdict=verdict)
        counts = own_list.counts(batch) if batch.state in (State.READ, State.DONE, State.DROPPED) else {}
        found = {
            "batch": batch,
            "form": _layout_form(batch) if batch.state == State.READ else None,
            "counts": [(kind.value, kind.label, counts[kind]) for kind in DncImportRow.Verdict if kind in counts],
            "addable": sum(counts.get(kind, 0) for kind in own_list.ADDED),
            "rows": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")) if counts else None,
            "show": verdict,
            "is_at_work": batch.state in (State.READING, State.APPLYING),
            "percent": _percent(batch),
        }
        return self._page(request, "manage/dnc_import_look.html", found)

    @method_decorator(require_POST)
    def choose_columns(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = _batch(request, pk)
        form = LayoutForm(request.POST, columns=own_list.columns(batch))
        if batch.state == State.READ and form.is_valid():
            own_list.read_again(batch, **form.cleaned_data)
        else:
            messages.error(request, "These columns can't be chosen.")
        return _to(batch)

    @method_decorator(require_POST)
    def act(self, request: HttpRequest, pk: int, deed: str) -> HttpResponse:
        batch = _batch(request, pk, lock=True)
        if deed == "on":
            own_list.go_on(batch, tenant=office.of(request).tenant)
        elif deed == "add":
            own_list.apply(batch)
        elif deed == "drop":
            own_list.drop(batch)
        return _to(batch)

    def _page(self, request: HttpRequest, template: str, found: dict[str, Any]) -> HttpResponse:
        return TemplateResponse(request, template, self.admin_site.each_context(request) | found)


def _batch(request: HttpRequest, pk: int, *, lock: bool = False) -> DncImport:
    """The tenant's import, without the file; two browsers that push it on take turns."""
    rows = DncImport.objects.for_tenant(office.of(request).tenant).defer("content")
    return get_object_or_404(rows.select_for_update() if lock else rows, pk=pk)


def _layout_form(batch: DncImport) -> LayoutForm:
    chosen = {name: getattr(batch, name) for name in ("phone_column", "reason_column", "has_header")}
    return LayoutForm(initial=chosen, columns=own_list.columns(batch))


def _percent(batch: DncImport) -> int:
    if batch.state == State.APPLYING:
        return 100 * batch.applied_lines // max(batch.lines, 1)
    return 100 * batch.offset // max(batch.size, 1)


def _to(batch: DncImport) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:dnc_import_look", args=[batch.pk]))
