"""Use case: somebody asks whose number has called them, and wants no more. Says a business's name and nothing else."""

from datetime import datetime

from apps.calls.models import PoolNumber
from apps.core import phones
from apps.core.phones import NotDialable
from apps.tenants import access
from apps.tenants.models import Tenant

from . import optout

# The page has no tenant until the number is read; whoever writes without a country code is at home there.
HOME = "US"
REASON = "they asked on the page “Who called me?”"


class Unreadable(ValueError):
    """What was typed is no phone number; `str()` says why, without it."""


def owners(typed: str) -> list[Tenant]:
    """The businesses that call by this number, by name; none where nobody here does. Raises `Unreadable`."""
    number = _read(typed)
    with access.as_platform():
        found = PoolNumber.objects.owned().filter(phone=number).select_related("tenant")
        return sorted((each.tenant for each in found), key=lambda tenant: (tenant.name, tenant.pk))


def stop(typed: str, *, person: str, now: datetime) -> list[Tenant]:
    """Have the owners of the number neither call nor text the person again; whether they ever did is not told.

    Raises `Unreadable`.
    """
    phone = _read(person)
    found = owners(typed)
    for tenant in found:
        with access.as_tenant(tenant.pk):
            optout.record(tenant.pk, phone, reason=REASON, now=now)
    return found


def _read(typed: str) -> str:
    try:
        return phones.read(typed[:40], region=HOME, allow_fiction=True).e164
    except NotDialable as error:
        raise Unreadable(str(error)) from error
