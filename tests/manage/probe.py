"""A back office with what the real one has no need of yet: relations to choose, to filter by and to complete."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from apps.leads.models import Event, Known, Lead, Source
from apps.manage.site import BackOffice
from apps.manage.tenant_admin import TenantAdmin


class ProbeAdmin(TenantAdmin):
    section = title = icon = blurb = "Probe"
    may_delete = True
    ordering = ("pk",)


class SourceProbe(ProbeAdmin):
    fields = ("name", "slug", "thank_you_url")
    search_fields = ("name",)


class LeadProbe(ProbeAdmin):
    fields = ("first_name", "email", "source", "received_at")
    list_display = ("first_name", "source")
    list_filter = ("source", "state")
    search_fields = ("first_name",)


class KnownProbe(ProbeAdmin):
    list_filter = ("lead", "connection")


class EventProbe(ProbeAdmin):
    fields = ("lead", "kind", "occurred_at")
    autocomplete_fields = ("lead",)


class Probe(BackOffice):
    def index(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Nothing: the first page is about the real screens."""
        return HttpResponse()


site = Probe(name="probe")
site.register(Source, SourceProbe)
site.register(Lead, LeadProbe)
site.register(Known, KnownProbe)
site.register(Event, EventProbe)

urlpatterns = [path("", site.urls)]
