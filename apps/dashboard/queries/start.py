"""The way to the first lead: the tenant's sources, a webhook URL and a command to copy."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from apps.leads.models import Lead, Source
from apps.tenants.models import Tenant

_HIDDEN = "••••••••"


@dataclass(frozen=True)
class Choice:
    """An entry of a filter."""

    value: str
    label: str


@dataclass(frozen=True)
class FirstSteps:
    """`command` is "" for those who may not see the URL's token."""

    source: str
    url: str
    command: str


def has_leads(tenant: Tenant) -> bool:
    return Lead.objects.for_tenant(tenant).exists()


def sources(tenant: Tenant) -> Sequence[Choice]:
    """Every source, a retired one too: its leads are still there."""
    found = Source.objects.for_tenant(tenant).order_by("name", "id").values_list("slug", "name")
    return [Choice(slug, name) for slug, name in found]


def first_steps(tenant: Tenant, *, shows_token: bool) -> FirstSteps | None:
    """How to send a lead to the tenant's first source; None if it has no source."""
    source = Source.objects.for_tenant(tenant).filter(is_active=True).order_by("id").first()
    if source is None:
        return None
    url = f"{settings.LEADHUB_BASE_URL}/hooks/{source.token if shows_token else _HIDDEN}/"
    return FirstSteps(source.name, url, _command(url, tenant) if shows_token else "")


def _command(url: str, tenant: Tenant) -> str:
    phone = "+1 214 555 0123" if tenant.is_demo else "<your own number>"
    body = json.dumps({"name": "Dana Reed", "phone": phone})
    return f"curl {url} \\\n  -H 'Content-Type: application/json' \\\n  -d '{body}'"
