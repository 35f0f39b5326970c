"""Use case: put rules in force, the draft's or those of a former version. What is published never changes."""

from datetime import datetime

from django.db import IntegrityError, transaction

from apps.tenants.models import Tenant

from . import drafting, published
from .models import Version
from .rules import RuleSet


class Overtaken(Exception):
    """Somebody has published since, or changed the draft: look at the differences again."""


def draft(tenant: Tenant, *, over: int, author: str, now: datetime, note: str = "", seen: str = "") -> Version:
    """Put the draft in force; `over` is the version that it was compared with, 0 for none.

    `seen` is the digest of the draft that somebody looked at, "" where nobody did. Raises `Overtaken`, and pydantic's
    `ValidationError` where the draft can't be read.
    """
    rules = drafting.rules(tenant)
    if seen and seen != rules.digest:
        raise Overtaken
    return _put(Version(tenant=tenant, author=author, note=note, published_at=now), rules, over=over)


def again(former: Version, *, over: int, author: str, now: datetime) -> Version:
    """Roll back: put a former version's rules in force, as a version of its own. The draft stays as it is.

    Raises as `draft` does.
    """
    note = f"Back to version {former.number}"
    wanted = Version(tenant_id=former.tenant_id, author=author, note=note, published_at=now)
    wanted.restored_from = former.number
    return _put(wanted, former.typed, over=over)


def _put(version: Version, rules: RuleSet, *, over: int) -> Version:
    latest = published.latest(version.tenant_id)
    if (latest.number if latest else 0) != over:
        raise Overtaken
    version.number, version.rules = over + 1, rules.model_dump(mode="json")
    try:
        with transaction.atomic():
            version.save(force_insert=True)
    except IntegrityError as error:
        raise Overtaken from error  # at the same moment: one number stands once
    return version
