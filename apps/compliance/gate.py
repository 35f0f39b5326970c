"""The one gate: may this number be called or texted, at this instant? Asked when planning and again when sending.

Fails closed. Calling hours, consent and caps join here (they are reasons among others); the callers stay as they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import phonenumbers

from apps.tenants.models import Tenant

from .models import DncEntry
from .verdict import Channel, Reason

__all__ = ["Channel", "Decision", "Reason", "decide"]


@dataclass(frozen=True)
class Decision:
    """Allowed if nothing speaks against it."""

    channel: Channel
    reasons: Sequence[Reason] = ()

    @property
    def is_allowed(self) -> bool:
        return not self.reasons

    @property
    def says(self) -> str:
        return "; ".join(reason.says for reason in self.reasons)

    def facts(self) -> dict[str, object]:
        """For the timeline."""
        reasons = [{"code": reason.code, "says": reason.says} for reason in self.reasons]
        return {"channel": self.channel, "reasons": reasons}


def decide(tenant: Tenant, phone: str, *, channel: Channel) -> Decision:
    """Look the number up and decide, in the caller's view."""
    entry = DncEntry.objects.for_tenant(tenant).filter(phone=phone, lifted_at=None).first()
    return judge(tenant, phone, listed_as=entry.origin if entry else "", channel=channel)


def judge(tenant: Tenant, phone: str, *, listed_as: str, channel: Channel) -> Decision:
    """Decide by what is known; `listed_as` is the origin of the number's do-not-call entry, "" for none. Pure."""
    return Decision(channel, [*_country(phone, tenant=tenant), *_do_not_call(listed_as)])


def _do_not_call(listed_as: str) -> list[Reason]:
    if not listed_as:
        return []
    if listed_as == DncEntry.Origin.OPTED_OUT:
        return [Reason("opted_out", "the person asked not to be contacted")]
    return [Reason("dnc", "the number is on the do-not-call list")]


def _country(phone: str, *, tenant: Tenant) -> list[Reason]:
    """Only the tenant's own country: toll fraud lives abroad (RELIABILITY 4.2)."""
    try:
        region = phonenumbers.region_code_for_number(phonenumbers.parse(phone))
    except phonenumbers.NumberParseException:
        return [Reason("number", "that is no number that can be called")]
    if region == tenant.region:
        return []
    return [Reason("country", f"the number belongs to {region or 'no country'}, {tenant.region} is allowed")]
