"""Reads: what services have told of a lead's number and address, with its age and its source."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from .models import Finding, Lead
from .models.finding import LOOK_UP


def subjects(lead: Lead) -> list[str]:
    """What is known of these is known of the lead."""
    ways = (("phone", lead.phone), ("email", lead.email))
    return [f"{way}:{value}" for way, value in ways if value]


def told(lead: Lead) -> Sequence[Finding]:
    """Every fact, the newest of each name first; in the caller's view."""
    mine = Finding.objects.for_tenant(lead.tenant_id).filter(subject__in=subjects(lead))
    return list(mine.exclude(name=LOOK_UP).order_by("name", "-found_at", "-id"))


def good(lead: Lead, *, now: datetime) -> Mapping[str, str]:
    """The facts that still hold, by name: of two services the one that was asked last."""
    found: dict[str, str] = {}
    for each in told(lead):
        if each.good_until > now:
            found.setdefault(each.name, each.value)
    return found


def is_asked(tenant_id: int, subject: str, vendor: str, *, now: datetime) -> bool:
    """Whether the service has told what it knows, so lately that nobody asks again."""
    look_ups = Finding.objects.for_tenant(tenant_id).filter(subject=subject, vendor=vendor, name=LOOK_UP)
    return look_ups.filter(good_until__gt=now).exists()
