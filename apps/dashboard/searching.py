"""Finds leads by what a person types: names, an e-mail address, a phone number in any format or part of one."""

import re

from django.db.models import Q

from apps.core import phones
from apps.tenants.models import Tenant

_FEWEST_DIGITS = 3
_MOST_WORDS = 5
_PHONE_LIKE = re.compile(r"[\d\s()+./-]+")


def matching(text: str, *, tenant: Tenant) -> Q:
    """The condition on leads; every word must be found in a name or the address."""
    if _PHONE_LIKE.fullmatch(text) and len(digits(text)) >= _FEWEST_DIGITS:
        return _phone(text, tenant=tenant)
    condition = Q()
    for word in text.split()[:_MOST_WORDS]:
        condition &= Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(email__icontains=word)
    return condition


def digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _phone(text: str, *, tenant: Tenant) -> Q:
    """A whole number exactly; else the digits anywhere in it, without a trunk prefix ("020 7946…")."""
    try:
        whole = phones.read(text, region=tenant.region, allow_fiction=True)
    except phones.NotDialable:
        return Q(phone__contains=digits(text).lstrip("0") or "0")
    return Q(phone=whole.e164)
