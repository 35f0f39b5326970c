"""The screen of connections: a vendor's settings as its adapter asks for them, and a test of them."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from pydantic import BaseModel

from apps.core import clock, plugins
from apps.integrations import catalog
from apps.integrations.models import Connection, Family
from apps.manage import granting, office, places, proving
from apps.manage.mount import opens_own_transactions
from apps.manage.plugin_admin import Choice, PluginAdmin, PluginForm
from apps.outreach import addresses, crm_speed, replay
from apps.tenants import access


class ConnectionForm(PluginForm):
    class Meta:
        help_texts = {
            "name": "As your team calls it, e.g. Main phone line.",
            "is_active": "Off: nothing is sent through it.",
        }
        labels = {"is_active": "In use"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        places.check(self, "connections", Connection.objects.for_tenant(self.tenant).counted())
        return cleaned


class ConnectionAdmin(PluginAdmin):
    section, title, icon = "Outside world", "Connections", "cable"
    blurb = "Your accounts at carriers, CRMs and chat: where calls, texts and leads go."
    when_empty = "Without a carrier nobody is called: connect one first."
    pick_title = "What do you want to connect?"

    form = ConnectionForm
    list_display = ("name", "family", "vendor_title", "is_active", "state", "last_ok_at")
    list_filter = ("family", "is_active", "state")
    search_fields = ("name",)
    ordering = ("family", "name", "id")
    change_form_outer_before_template = "manage/connection_panel.html"

    @admin.display(description="Vendor")
    def vendor_title(self, connection: Connection) -> str:
        return _title(connection.family, connection.vendor)

    def choices(self) -> Sequence[Choice]:
        return [
            Choice(f"{family}.{vendor}", _title(family, vendor), family.label)
            for family in Family
            for vendor in catalog.vendors(family)
        ]

    def key_of(self, row: Connection) -> str:
        return f"{row.family}.{row.vendor}"

    def settings_type(self, key: str) -> type[BaseModel]:
        family, _, vendor = key.partition(".")
        found: type[BaseModel] = catalog.vendor_class(family, vendor).Settings
        return found

    def assign(self, row: Connection, key: str) -> None:
        row.family, _, row.vendor = key.partition(".")

    def sections(self, settings: Sequence[str], *, is_new: bool) -> list[Any]:
        return [(None, {"fields": ["name", "is_active"]}), ("Settings", {"fields": list(settings)})]

    def save_model(self, request: HttpRequest, obj: Connection, form: Any, change: bool) -> None:
        """New credentials, or an old switch turned on, deserve a new start: so do the steps that waited for it."""
        super().save_model(request, obj, form, change)
        is_fresh = any(name == "is_active" or name.startswith("setting_") for name in form.changed_data)
        if obj.is_active and is_fresh and (freed := replay.of_connection(obj, now=clock.now())):
            messages.success(request, proving.going_on(freed))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        found = self.get_object(request, object_id)
        panel: dict[str, object] = {}
        if found:
            panel = {"replies_url": _replies_url(found), "speed": _speed(found), "consent_page": granting.of(found)}
            panel |= _calls_urls(found)
        response: HttpResponse = super().change_view(request, object_id, form_url, panel | (extra_context or {}))
        return response

    def response_add(self, request: HttpRequest, obj: Connection, post_url_continue: str | None = None) -> HttpResponse:
        self.message_user(request, "Saved. Test it before a lead does.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:integrations_connection_change", args=[obj.pk]))

    def get_urls(self) -> list[URLPattern]:
        ways = {"check": self.check_it, "connect": self.connect_it, "disconnect": self.disconnect_it}
        own = [path(f"<int:pk>/{name}/", self._outside(view), name=f"connection_{name}") for name, view in ways.items()]
        return [*own, *super().get_urls()]

    @method_decorator(require_POST)
    def check_it(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask the vendor whether the credentials are good."""
        proving.prove(request, self._found(request, pk))
        return HttpResponseRedirect(reverse("admin:integrations_connection_change", args=[pk]))

    @method_decorator(require_POST)
    def connect_it(self, request: HttpRequest, pk: int) -> HttpResponse:
        """To the vendor's consent page."""
        return granting.begin(request, self._found(request, pk))

    @method_decorator(require_POST)
    def disconnect_it(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take back what was granted there."""
        connection = self._found(request, pk)
        response = granting.undo(request, connection)
        self.log_change(request, connection, "Disconnected")
        return response

    def _outside(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        """No transaction is open while a vendor thinks."""
        opened: Callable[..., HttpResponse] = opens_own_transactions(self.admin_site.admin_view(view))
        return opened

    def _found(self, request: HttpRequest, pk: int) -> Connection:
        with access.as_tenant(office.of(request).tenant.pk):
            connection: Connection = get_object_or_404(self.get_queryset(request), pk=pk)
        return connection


def _replies_url(connection: Connection) -> str:
    """Where the vendor of texts must send what leads answer, STOP above all; empty for every other family."""
    if connection.family != Family.SMS:
        return ""
    return addresses.callback(connection.vendor, connection.token, "inbound-sms")


def _calls_urls(connection: Connection) -> dict[str, str]:
    """Where a carrier brings calls to the tenant's numbers, and their ends, or tells all that happens on an account.

    Nothing for every other family.
    """
    if connection.family != Family.TELEPHONY:
        return {}
    is_dialer = catalog.vendor_class(connection.family, connection.vendor).rings_rep_first
    told = {"calls_url": "inbound-call", "calls_over_url": "inbound-status"}
    news = {"account_url": "calls"} if is_dialer else told
    return {name: addresses.callback(connection.vendor, connection.token, kind) for name, kind in news.items()}


def _speed(connection: Connection) -> crm_speed.Speed | None:
    """Of a CRM that has made records lately."""
    if connection.family != Family.CRM:
        return None
    speeds = crm_speed.of_tenant(connection.tenant_id, now=clock.now())
    return next((each for each in speeds if each.connection_id == connection.pk and each.count), None)


def _title(family: str, vendor: str) -> str:
    try:
        return str(catalog.vendor_class(family, vendor).title)
    except plugins.NoSuchPlugin:
        return vendor
