"""The back office's admin site: opened by a role rather than by `is_staff`, and closed to unscoped admins."""

from collections.abc import Iterable
from typing import Any

from django.contrib import auth
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver
from unfold.sites import UnfoldAdminSite

from apps.manage import home, looks, office
from apps.manage.tenant_admin import TenantAdmin

# No login of its own; no redirect to anybody's pages by content type; no pages by Django's app names.
DROPPED = frozenset({"login", "view_on_site", "app_list"})


class BackOffice(UnfoldAdminSite):  # type: ignore[misc]  # unfold has no types
    index_template = "manage/home.html"
    index_title = "Back office"
    enable_nav_sidebar = True

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.disable_action("delete_selected")

    def register(
        self, model_or_iterable: type[Model] | Iterable[type[Model]], admin_class: Any = None, **options: Any
    ) -> None:
        """Take nothing but admins that know whose rows they show."""
        if admin_class is None or not issubclass(admin_class, TenantAdmin):
            raise ImproperlyConfigured("the back office takes a TenantAdmin only")
        if admin_class.raw_id_fields or admin_class.inlines:
            raise ImproperlyConfigured("raw ids and inlines look past the tenant's rows")
        super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return hasattr(request, "office") and office.of(request).role.may_manage

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [url for url in super().get_urls() if getattr(url, "name", "") not in DROPPED]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Nothing by app: managers think in screens, see `screens`."""
        return []

    def get_log_entries(self, request: HttpRequest) -> QuerySet[LogEntry]:
        """Nothing on the first page: the log knows no tenant, and a person may work for two."""
        return LogEntry.objects.none()

    def admins(self, request: HttpRequest) -> list[TenantAdmin]:
        """Those that this person may open."""
        return [admin for admin in self._registry.values() if admin.has_module_permission(request)]

    def extra_context(self, context: dict[str, Any], request: HttpRequest) -> dict[str, Any]:
        """Unfold's own hook for what every page shows."""
        entered = office.of(request)
        return context | {
            "site_title": f"{entered.tenant.name} · LeadHub",
            "site_header": entered.tenant.name,
            "site_subheader": "Back office",
            "site_symbol": "bolt",
            "site_url": f"/app/{entered.tenant.slug}/",
            "site_favicons": [{"rel": "icon", "type": "image/svg+xml", "href": static("mark.svg")}],
            "site_dropdown": looks.switcher(entered),
            "sidebar_navigation": looks.sidebar(self.admins(request), request),
            "styles": [static("manage/office.css")],
            "scripts": [static("manage/copy.js"), static("manage/go_on.js")],
            "colors": context["colors"] | {"primary": looks.PRIMARY},
            "tenant": entered.tenant,
            "environment": ["LeadHub's operator", "warning"] if office.who(request).is_superuser else None,
        }

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        found = {"groups": looks.groups(self.admins(request), request), "tasks": home.tasks(office.of(request))}
        response: TemplateResponse = super().index(request, found | (extra_context or {}))
        return response

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Nothing: unfold keeps the answers by user, not by tenant. (Its page for operators needs the address.)"""
        return HttpResponse()

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.method == "POST":
            auth.logout(request)
        return HttpResponseRedirect("/")
