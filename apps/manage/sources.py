"""The screen of sources: what a sender posts to, how its fields are read, and what it signs with."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from pydantic import BaseModel

from apps.core import clock, plugins
from apps.intake.models import Delivery
from apps.integrations import catalog
from apps.integrations import sources as senders
from apps.integrations.sources.base import Sender
from apps.leads.models import Source
from apps.manage import office, source_fields
from apps.manage import what_if as what_if_page
from apps.manage.lead_lists import LeadListPages
from apps.manage.mount import opens_own_transactions
from apps.manage.plugin_admin import Choice, PluginAdmin
from apps.manage.source_form import SourceForm
from apps.manage.what_if import Asked
from apps.outreach import release, what_if_asked
from apps.outreach.what_if_asked import Question
from apps.tenants import access

LATEST = 10
MIN_SECRET, MAX_SECRET = 8, 500


class SourceAdmin(LeadListPages, PluginAdmin):
    section, title, icon = "Leads in", "Sources", "input"
    blurb = "The addresses that your forms and ad platforms post to."
    when_empty = "Add one, and you get an address and a line to try it with."
    pick_title = "What will send you leads?"

    form = SourceForm
    list_before_template = "manage/source_list.html"
    list_display = ("name", "kind_title", "is_active", "paused_at", "created_at")
    list_filter = ("is_active",)
    search_fields = ("name", "slug")
    ordering = ("name", "id")
    prepopulated_fields = {"slug": ("name",)}
    change_form_outer_before_template = "manage/source_panel.html"
    change_form_after_template = "manage/source_what_if.html"

    @admin.display(description="Kind")
    def kind_title(self, source: Source) -> str:
        return _title(source.kind)

    def choices(self) -> Sequence[Choice]:
        return [Choice(kind, _title(kind), "Sources") for kind in plugins.names(senders)]

    def key_of(self, row: Source) -> str:
        return row.kind

    def settings_type(self, key: str) -> type[BaseModel]:
        return catalog.sender_class(key).Settings

    def assign(self, row: Source, key: str) -> None:
        row.kind = key

    def sections(self, settings: Sequence[str], *, is_new: bool) -> list[Any]:
        return [
            (None, {"fields": ["name", "slug", "is_active"]}),
            ("How its posts are read", {"fields": [*settings, "duplicate_window"]}),
            ("When its leads are called, and by whom", {"fields": ["asked_now", "consent_text"]}),
            ("Browsers", {"fields": ["thank_you_url", "allowed_origins"]}),
        ]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else self.prepopulated_fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[str]:
        return ("slug",) if obj else ()  # API clients and the demo know the source by it

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/rotate/", view(self.rotate), name="source_rotate"),
            path("<int:pk>/resume/", view(self.resume), name="source_resume"),
            path("<int:pk>/what-if/", opens_own_transactions(view(self.what_if)), name="source_what_if"),
            path("<int:pk>/secret/", view(self.issue_secret), name="source_secret"),
            path("<int:pk>/fields/", view(self.correct_fields), name="source_fields"),
            path("<int:pk>/their-secret/", view(self.keep_secret), name="source_their_secret"),
        ]
        return [*self.list_urls(), *own, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        found = self.get_object(request, object_id)
        panel = _panel(found) if found else {}
        response: HttpResponse = super().change_view(request, object_id, form_url, panel | (extra_context or {}))
        return response

    def response_add(self, request: HttpRequest, obj: Source, post_url_continue: str | None = None) -> HttpResponse:
        """On to the page that shows the new address."""
        self.message_user(request, "The source is ready: send it a lead.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:leads_source_change", args=[obj.pk]))

    @method_decorator(require_POST)
    def rotate(self, request: HttpRequest, pk: int) -> HttpResponse:
        source = self._changeable(request, pk)
        source.rotate_token(now=clock.now())
        self.log_change(request, source, "New address")
        messages.success(request, "The source has a new address; the old one works for another 24 hours.")
        return HttpResponseRedirect(reverse("admin:leads_source_change", args=[pk]))

    @method_decorator(require_POST)
    def resume(self, request: HttpRequest, pk: int) -> HttpResponse:
        source = self._changeable(request, pk)
        release.source(source, now=clock.now())
        self.log_change(request, source, "Resumed")
        messages.success(request, "Its coming leads are called again. What was held waits under Held calls and texts.")
        return HttpResponseRedirect(reverse("admin:leads_source_change", args=[pk]))

    @method_decorator(require_POST)
    def issue_secret(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the secret in the answer itself: it is in no address, no session and no second page."""
        source = self._changeable(request, pk)
        secret = source.issue_secret(now=clock.now())
        self.log_change(request, source, "New signing secret")
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": "New signing secret",
            "source": source,
            "secret": secret,
            "setup": catalog.sender_class(source.kind).setup,
        }
        return TemplateResponse(request, "manage/source_secret.html", context)

    @method_decorator(require_POST)
    def keep_secret(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the secret that the sender shows; it is never shown here."""
        source, text = self._changeable(request, pk), request.POST.get("secret", "").strip()
        if MIN_SECRET <= len(text) <= MAX_SECRET:
            source.keep_secret(text, now=clock.now())
            self.log_change(request, source, "The sender's secret")
            messages.success(request, "The sender's secret is kept; those before it work for another 24 hours.")
        else:
            messages.error(request, f"A secret has {MIN_SECRET} to {MAX_SECRET} characters: paste it whole.")
        return HttpResponseRedirect(reverse("admin:leads_source_change", args=[pk]))

    @method_decorator(require_POST)
    def correct_fields(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write what the manager says each field is into the source's mapping."""
        source = self._changeable(request, pk)
        typed = dict(zip(request.POST.getlist("key"), request.POST.getlist("field"), strict=False))
        source.settings = {**source.settings, "mapping": source_fields.corrected(source, typed)}
        source.save(update_fields=["settings"])
        self.log_change(request, source, "How its fields are read")
        messages.success(request, "Leads to come are read like that.")
        return HttpResponseRedirect(reverse("admin:leads_source_change", args=[pk]))

    @method_decorator(require_POST)
    def what_if(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """When leads of the last 30 days would have been called with the switch as it stands in the form."""
        tenant, now = office.of(request).tenant, clock.now()
        with access.as_tenant(tenant.pk):
            source = self._changeable(request, pk)
        question = Question(tenant, source, source.asked_now, "asked_now" in request.POST)
        back = reverse("admin:leads_source_change", args=[pk])
        asked = Asked("The switch “the lead asked to be called now” as set on the page", "as it is saved", back)
        return what_if_page.page(self, request, asked, lambda: what_if_asked.portions(question, now=now))

    def _changeable(self, request: HttpRequest, pk: int) -> Source:
        source: Source = get_object_or_404(self.get_queryset(request), pk=pk)
        return source


def _sender(kind: str) -> type[Sender] | None:
    try:
        return catalog.sender_class(kind)
    except plugins.NoSuchPlugin:
        return None


def _title(kind: str) -> str:
    sender = _sender(kind)
    return sender.title if sender else kind


def _panel(source: Source) -> dict[str, Any]:
    """What stands above the form: the address, ways to try it, and what came lately."""
    latest = Delivery.objects.for_tenant(source.tenant_id).filter(source=source).order_by("-received_at", "-id")
    now = clock.now()
    sender = _sender(source.kind)
    return {
        "setup": sender.setup if sender else "",
        "has_secrets": sender is None or sender.has_secrets,
        "takes_any_form": source.kind == "webhook",
        "hook_url": f"{settings.LEADHUB_BASE_URL}/hooks/{source.token}/",
        "former_until": source.former_until if source.former_until and source.former_until > now else None,
        "live_secrets": source.secrets.exclude(expires_at__lte=now).count(),
        "deliveries": latest[:LATEST],
        "fields": source_fields.rows(source, now=now),
        "field_choices": list(source_fields.TITLES.items()),
    }
