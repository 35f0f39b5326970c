"""Every address and every post with which somebody of one tenant could reach for another's rows."""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode, urljoin

from django.apps import apps
from django.contrib.admin import AdminSite
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver

from apps.tenants import access
from apps.tenants.models import Tenant, TenantOwned

# They end or change the attacker's own session.
HARMLESS = ("logout", "password_change")


def pages(site: AdminSite, foreign: dict[str, Any]) -> Iterator[str]:
    """Every page, with the other tenant's keys wherever a key can stand."""
    for pattern in _patterns(site.get_urls()):
        yield from _aimed(pattern, foreign)
    for model, admin in site._registry.items():
        start = f"{model._meta.app_label}/{model._meta.model_name}/"
        yield start + "?q=secr"
        keys = {field.name: _value(field, foreign) for field in model._meta.fields}
        yield from (f"{start}?{urlencode({name: value})}" for name, value in keys.items())
        yield from (f"{start}?{urlencode({f'{name}__id__exact': value})}" for name, value in keys.items())
        yield f"{start}add/?{urlencode(keys)}"
        yield from (f"{start}add/?of={choice.key}" for choice in getattr(admin, "choices", list)())
        yield from (_completion(model, field.name) for field in model._meta.fields if field.is_relation)


def posts(site: AdminSite, foreign: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every page as the aim of a post that names the other tenant's rows in every field."""
    for pattern in _patterns(site.get_urls()):
        for address in _aimed(pattern, foreign):
            for model in site._registry:
                values = {field.name: _value(field, foreign) for field in model._meta.fields}
                if address.startswith(f"{model._meta.app_label}/{model._meta.model_name}/"):
                    yield address, values
    for model, admin in site._registry.items():
        row = foreign.get(str(model._meta.model_name))
        for action in ["delete_selected", *(admin.actions or [])]:
            chosen = {"action": action, "_selected_action": row.pk if row else 1, "index": 0, "post": "yes"}
            yield f"{model._meta.app_label}/{model._meta.model_name}/", chosen


def answers(browser: Client, addresses: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """What each address answers, and each that it leads to; most lead to the same few, which are asked once."""
    asked: set[str] = set()
    waiting = list(addresses)
    for address in waiting:  # grows meanwhile
        if address not in asked:
            asked.add(address)
            answer = browser.get(address)
            yield address, answer
            if answer.has_header("Location"):
                waiting.append(urljoin(address, answer["Location"]))


def rows(tenant: Tenant) -> dict[str, list[dict[str, Any]]]:
    """All that a tenant has, to be compared with itself."""
    with access.as_tenant(tenant.pk):
        own = {model._meta.label: model.objects.filter(tenant=tenant) for model in _owned()}
        return {label: list(found.order_by("pk").values()) for label, found in own.items()}


def strays(tenant: Tenant) -> list[Model]:
    """The tenant's rows that point at a row of somebody else."""
    with access.as_platform():
        return [
            row
            for model in _owned()
            for row in model.objects.filter(tenant=tenant)
            for field in model._meta.fields
            if field.is_relation and getattr(getattr(row, field.name), "tenant_id", tenant.pk) != tenant.pk
        ]


def _owned() -> list[Any]:
    return [model for model in apps.get_models() if issubclass(model, TenantOwned)]


def _patterns(found: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for each in found:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _patterns(each.url_patterns, route)
        elif not route.endswith("$") and not route.startswith(HARMLESS):
            yield route


def _aimed(route: str, foreign: dict[str, Any]) -> Iterator[str]:
    model = route.split("/")[1] if route.count("/") > 1 else ""
    key = str(foreign[model].pk) if model in foreign else "1"
    yield re.sub(r"<[^>]*>", key, route)


def _value(field: Any, foreign: dict[str, Any]) -> Any:
    if field.is_relation:
        target = foreign.get(field.related_model._meta.model_name)
        return target.pk if target else 1
    return {"phone": "+12145550188", "email": "eve@example.com", "slug": "eve"}.get(field.name, "1")


def _completion(model: type[Model], field: str) -> str:
    asked = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": field}
    return f"autocomplete/?{urlencode(asked | {'term': 'secr'})}"
