"""The pages of a list of leads: hand in a file, look at every line, say yes or no."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from apps.core import clock
from apps.intake import lead_lists, list_file
from apps.intake.lead_lists import State, Upload
from apps.intake.models import LeadList, LeadListRow
from apps.manage import office
from apps.manage.mount import opens_own_transactions

ROWS_A_PAGE = 100


class UploadForm(forms.Form):
    file = forms.FileField(
        help_text="CSV with headings, e.g. Name, Phone, E-mail, and whatever else you know. At most 20,000 lines."
    )
    is_called = forms.BooleanField(
        required=False,
        label="Call them",
        help_text="Off: they are kept as leads and go to your CRM; nobody is called. On: after every fresh lead.",
    )
    agreed_to = forms.CharField(
        required=False,
        max_length=2_000,
        label="What they agreed to",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Word for word, as they saw it. It is kept with each lead, and decides what the law allows.",
    )


class LeadListPages:
    """Beside the sources: a list is a source that came at once."""

    admin_site: Any

    def list_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("list/", view(self.hand_in), name="lead_list"),
            path("list/<int:pk>/", view(self.look), name="lead_list_look"),
            path("list/<int:pk>/on/", opens_own_transactions(view(self.push_on)), name="lead_list_on"),
            path("list/<int:pk>/<str:deed>/", view(self.act), name="lead_list_act"),
        ]

    def hand_in(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data.pop("file")
            upload = Upload(file.name, file.read(), by=str(request.user), **form.cleaned_data)
            try:
                return _to(lead_lists.start(office.of(request).tenant, upload).pk)
            except list_file.NoList as error:
                form.add_error("file", f"Not read: {error}.")
            except lead_lists.NoConsent as error:
                form.add_error("agreed_to", f"Please {error}.")
        latest = LeadList.objects.for_tenant(office.of(request).tenant).order_by("-id")[:20]
        return self._page(request, "manage/lead_list.html", {"form": form, "latest": latest})

    def look(self, request: HttpRequest, pk: int) -> HttpResponse:
        found, show = _found(request, pk), request.GET.get("show", "")
        rows = LeadListRow.objects.for_tenant(found.tenant_id).filter(lead_list=found).order_by("line")
        if show in LeadListRow.Verdict:
            rows = rows.filter(verdict=show)
        counts = lead_lists.counts(found) if found.state != State.READING else {}
        done = found.taken_in if found.state == State.TAKING else found.looked_at
        shown = {
            "batch": found,
            "counts": [(kind.value, kind.label, counts[kind]) for kind in LeadListRow.Verdict if kind in counts],
            "takable": sum(counts.get(kind, 0) for kind in lead_lists.TAKEN),
            "rows": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")) if counts else None,
            "show": show,
            "may_act": found.state == State.READ,
            "is_at_work": found.state in (State.READING, State.TAKING),
            "percent": 100 * done // max(found.lines, 1),
            "done": done,
        }
        return self._page(request, "manage/lead_list_look.html", shown)

    @method_decorator(require_POST)
    def push_on(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            lead_lists.go_on(office.of(request).tenant, pk, now=clock.now())
        except LeadList.DoesNotExist as error:
            raise Http404 from error
        return _to(pk)

    @method_decorator(require_POST)
    def act(self, request: HttpRequest, pk: int, deed: str) -> HttpResponse:
        deeds = {"take": lead_lists.take, "drop": lead_lists.drop}
        if deed in deeds:
            deeds[deed](_found(request, pk))
        return _to(pk)

    def _page(self, request: HttpRequest, template: str, found: dict[str, Any]) -> HttpResponse:
        return TemplateResponse(request, template, self.admin_site.each_context(request) | found)


def _found(request: HttpRequest, pk: int) -> LeadList:
    return get_object_or_404(LeadList.objects.for_tenant(office.of(request).tenant), pk=pk)


def _to(pk: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:lead_list_look", args=[pk]))
