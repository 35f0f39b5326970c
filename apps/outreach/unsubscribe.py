"""Use case: a person wants no more e-mails of a tenant, or wants them again. Calls and texts are another matter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from apps.calls.models import Email
from apps.compliance.models import Suppression
from apps.leads.models import Lead
from apps.tenants import access
from apps.tenants.models import Tenant

from . import retract
from .models import Step
from .way_out import NoSuchLink, WayOut

_UNSUBSCRIBED = Suppression.Origin.UNSUBSCRIBED
_EMAILS = Step.objects.filter(kind="email")


@dataclass(frozen=True)
class Subscription:
    """What the page behind a link shows: whose mails, to whom (as far as a stranger may see it), and how it stands."""

    company: str
    address: str
    is_ended: bool


def look(way: WayOut) -> Subscription:
    """How it stands; changes nothing. Raises `NoSuchLink` where the e-mail is gone, with its lead."""
    with access.as_tenant(way.tenant_id):
        return _stands(way, _address(way))


def end(way: WayOut, *, now: datetime) -> Subscription:
    """From this commit on nobody at the tenant writes to the address; said twice it changes nothing.

    Raises `NoSuchLink`.
    """
    with access.as_tenant(way.tenant_id):
        address = _address(way)
        leads = _leads(way.tenant_id, address)
        if not Suppression.objects.of(way.tenant_id, address).filter(origin=_UNSUBSCRIBED).exists():
            why = "they followed the link below an e-mail"
            Suppression.put(way.tenant_id, address, origin=_UNSUBSCRIBED, reason=why)
            _tell(leads, "email.unsubscribed", now=now)
        for lead in leads:
            retract.steps(lead, _EMAILS, reason="the person unsubscribed from your e-mails", now=now)
        return _stands(way, address)


def renew(way: WayOut, *, now: datetime) -> Subscription:
    """They want e-mails again; what was cancelled stays so. Raises `NoSuchLink`."""
    with access.as_tenant(way.tenant_id):
        address = _address(way)
        if Suppression.objects.of(way.tenant_id, address).filter(origin=_UNSUBSCRIBED).update(lifted_at=now):
            _tell(_leads(way.tenant_id, address), "email.resubscribed", now=now)
        return _stands(way, address)


def _address(way: WayOut) -> str:
    email = Email.objects.for_tenant(way.tenant_id).filter(step_id=way.step_id).first()
    if email is None:
        raise NoSuchLink
    return email.address


def _stands(way: WayOut, address: str) -> Subscription:
    name, _, domain = address.partition("@")
    return Subscription(
        company=Tenant.objects.get(pk=way.tenant_id).name,
        address=f"{name[:1]}•••@{domain}",
        is_ended=Suppression.objects.of(way.tenant_id, address).exists(),
    )


def _leads(tenant_id: int, address: str) -> list[Lead]:
    """All of the person's."""
    return list(Lead.objects.for_tenant(tenant_id).filter(email=address).order_by("pk"))


def _tell(leads: Sequence[Lead], kind: str, *, now: datetime) -> None:
    if leads:
        leads[0].tell_all([lead.fact(kind, at=now, origin=now.isoformat()) for lead in leads])
