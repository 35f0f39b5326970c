"""What the pretend services know of people: a number's last digit and an address's first letters decide.

A number that ends in 4 is a landline, in 7 an app's; one in 99 was given to somebody else, one in 66 is on a
do-not-call list, one in 88 is of somebody who sues callers. An address that begins with "nobody" is known to none of
them.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from apps.sandbox import world

CARRIER = "Example Mobile"


@dataclass(frozen=True)
class Work:
    """Where somebody works."""

    title: str = "Owner"
    seniority: str = "owner"
    company: str = "Example HVAC"
    domain: str = "example.com"
    employees: int = 12
    industry: str = "construction"


def line(phone: str) -> str:
    """As Twilio calls it."""
    return {"4": "landline", "7": "nonFixedVoip"}.get(phone[-1:], "mobile")


def is_reassigned(phone: str) -> bool:
    return phone.endswith("99")


def is_on_a_list(phone: str) -> bool:
    return phone.endswith("66")


def sues_callers(phone: str) -> bool:
    return phone.endswith("88")


def work(email: str) -> Work | None:
    """What is known of whoever has this address."""
    return None if not email or email.startswith("nobody") else Work()


def note(request: Request, vendor: str, **facts: object) -> None:
    """Keep in the journal that somebody was asked about."""
    world.of(request).journal.write(vendor, "enrichment.asked", **facts)


def note_check(request: Request, vendor: str, digits: str) -> None:
    """Keep in the journal that a number was checked before a contact."""
    world.of(request).journal.write(vendor, "number.checked", phone=f"+1{digits}")
