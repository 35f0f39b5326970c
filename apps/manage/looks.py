"""How the back office presents itself: screens in groups, the tenant switcher, the colours."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from apps.manage import office
from apps.manage.office import Office
from apps.manage.tenant_admin import TenantAdmin

PRIMARY: Mapping[str, str] = {
    "50": "oklch(97.1% .014 245)",
    "100": "oklch(93.6% .032 245)",
    "200": "oklch(88.5% .062 245)",
    "300": "oklch(80.8% .105 246)",
    "400": "oklch(70.4% .147 248)",
    "500": "oklch(60.5% .165 252)",
    "600": "oklch(52% .175 255)",
    "700": "oklch(46% .16 256)",
    "800": "oklch(40% .13 257)",
    "900": "oklch(35% .1 258)",
    "950": "oklch(27% .07 260)",
}


@dataclass(frozen=True)
class Screen:
    title: str
    blurb: str
    icon: str
    section: str
    link: str
    is_active: bool


def screens(admins: Iterable[TenantAdmin], request: HttpRequest) -> list[Screen]:
    """The screens in the order of their registration."""
    return [_screen(admin, request) for admin in admins]


def groups(admins: Iterable[TenantAdmin], request: HttpRequest) -> list[tuple[str, list[Screen]]]:
    """The screens under their headings; what belongs together is registered together."""
    listed = screens(admins, request)
    return [(section, list(found)) for section, found in groupby(listed, key=lambda screen: screen.section)]


def sidebar(admins: Iterable[TenantAdmin], request: HttpRequest) -> list[dict[str, Any]]:
    """Unfold's navigation: the first page, then every group."""
    home = reverse("admin:index")
    first = _link("Home", home, "home", is_active=request.path == home)
    top: dict[str, Any] = {"title": "", "items": [first, _dashboard(request)]}
    return [top] + [
        {"title": title, "items": [_link(s.title, s.link, s.icon, is_active=s.is_active) for s in listed]}
        for title, listed in groups(admins, request)
    ]


def switcher(entered: Office) -> list[dict[str, str]]:
    """Links to the other tenants that this person manages."""
    return [{"title": other.name, "link": f"/manage/{other.slug}/", "icon": "domain"} for other in entered.others]


def _screen(admin: TenantAdmin, request: HttpRequest) -> Screen:
    link = reverse(f"admin:{admin.opts.app_label}_{admin.opts.model_name}_changelist")
    return Screen(admin.title, admin.blurb, admin.icon, admin.section, link, request.path.startswith(link))


def _dashboard(request: HttpRequest) -> dict[str, Any]:
    return _link("Dashboard", f"/app/{office.of(request).tenant.slug}/", "monitoring", is_active=False)


def _link(title: str, link: str, icon: str, *, is_active: bool) -> dict[str, Any]:
    return {"title": title, "link": link, "icon": icon, "active": is_active, "has_permission": True}
