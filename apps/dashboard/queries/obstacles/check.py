"""What a check found: a verdict in one sentence, and the rows that bear it out."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from apps.tenants.models import Tenant

GOOD, FAIR, BAD = "good", "fair", "bad"


@dataclass(frozen=True)
class Finding:
    """One row; `office` is where it can be put right, for those who may, `leads` the list of leads it speaks of;
    `slug` is a source's.
    """

    what: str
    says: str
    tone: str = "plain"
    office: str = ""
    leads: str = ""
    slug: str = ""


@dataclass(frozen=True)
class Check:
    """`verdict` is good, fair or bad; `leads` the query string of a list, and `listed` what stands in it."""

    title: str
    verdict: str
    says: str
    findings: Sequence[Finding] = ()
    leads: str = ""
    listed: str = ""


def office(tenant: Tenant, page: str) -> str:
    """The address of a page of the back office."""
    return reverse("manage-page", args=[tenant.slug, page])


def many(count: int, what: str, *, plural: str = "") -> str:
    """ "1 lead", "1,204 leads"."""
    return f"{count:,} {what if count == 1 else plural or f'{what}s'}"
