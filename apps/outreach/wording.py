"""Fills a tenant's templates in, so that a missing name never reads like a machine."""

import re

from apps.leads.models import Lead
from apps.tenants.models import Tenant

from .models import Playbook

# A name of so many letters, each of the widest, is the most that `said` lets through.
_MOST_LETTERS = 40
_LONGEST_NAME = "\N{MATHEMATICAL BOLD CAPITAL A}" * _MOST_LETTERS

PLACEHOLDERS = ("first_name", "company", "rep_name")
_EMPTY_GREETING = re.compile(r"\b(Hi|Hello|Hey|Dear) ,")
# What has no business in speech or a text message: controls, zero-width, bidi and tag characters.
_UNSPEAKABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\U000e0000-\U000e007f]"
)

# "bit.ly/x", "Www.example.com", "https://…": whoever fills a form in must not send others links in our name.
_LINK = re.compile(r"://|\w\.\w{2,}")


def fill(template: str, *, lead: Lead, tenant: Tenant, playbook: Playbook) -> str:
    """The template with the lead's first name, the company and the rep's name; unknown braces stay as they are."""
    words = {"first_name": said(lead.first_name), "company": tenant.name, "rep_name": playbook.rep_name}
    filled = re.sub(r"\{(\w+)\}", lambda found: words.get(found[1], found[0]), template)
    return _EMPTY_GREETING.sub(r"\1,", filled).strip()


def at_longest(template: str, *, tenant: Tenant, playbook: Playbook) -> str:
    """The template as no lead's name makes it longer."""
    return fill(template, lead=Lead(first_name=_LONGEST_NAME), tenant=tenant, playbook=playbook)


def said(name: str) -> str:
    """A name as it may be said or written to its owner; a form may hold anything.

    One line, no links, at most 40 characters.
    """
    clean = _UNSPEAKABLE.sub("", name).split("\n")[0].strip()[:_MOST_LETTERS]
    return "" if _LINK.search(clean) else clean
