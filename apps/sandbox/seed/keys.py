"""Ways in: hooks for senders, an API key for programs, one-time links for people; keys and links anew each time."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypedDict

from django.conf import settings

from apps.leads.models import Source
from apps.tenants.models import ApiKey, LoginLink, User

from . import founding
from .founding import Founded

KEY_NAME = "demo"
OPERATOR = "ops@leadhub.example"


class Hook(TypedDict):
    """`secret` signs; None where nothing is signed."""

    url: str
    secret: str | None


class Ways(TypedDict):
    """One tenant's, as `.leadhub/demo.json` has them."""

    slug: str
    hooks: dict[str, Hook]
    api_key: str
    logins: dict[str, str]


class Card(TypedDict):
    """What the launcher reads."""

    tenants: list[Ways]
    ops_login: str


def ways_into(founded: Founded, *, now: datetime) -> Ways:
    """The tenant's; inside its walls."""
    slug = founded.tenant.slug
    return {
        "slug": slug,
        "hooks": {source.slug: _hook(source) for source in founded.sources.values()},
        "api_key": _api_key(founded, now=now),
        "logins": {role.value: _link(founding.address(slug, role), now=now) for role in founding.ROLES},
    }


def card(tenants: Iterable[Ways], *, now: datetime) -> Card:
    """All tenants' ways in, and the operators'."""
    if not User.objects.filter(email=OPERATOR).exists():
        User.objects.create_superuser(OPERATOR)
    return {"tenants": list(tenants), "ops_login": _link(OPERATOR, now=now)}


def _hook(source: Source) -> Hook:
    secret = source.secrets.filter(expires_at=None).order_by("-id").first()
    return {"url": f"{settings.LEADHUB_BASE_URL}/hooks/{source.token}/", "secret": secret.text if secret else None}


def _api_key(founded: Founded, *, now: datetime) -> str:
    """Only digests are kept, so the former key can't be shown again: it ends here."""
    former = ApiKey.objects.for_tenant(founded.tenant).filter(name=KEY_NAME, revoked_at=None)
    former.update(revoked_at=now)
    return ApiKey.objects.issue(founded.tenant, name=KEY_NAME)[1]


def _link(email: str, *, now: datetime) -> str:
    # Not by `reverse`: it would load every page of the product to know one address.
    return f"{settings.LEADHUB_BASE_URL}/in/{LoginLink.objects.issue(User.objects.get(email=email), now=now)}/"
