"""Use case: a person wants no more e-mails of a tenant, or wants them again. Calls and texts are another matter."""

from dataclasses import dataclass
from datetime import datetime

from apps.calls.models import Email
from apps.compliance.models import Suppression
from apps.leads.models import Lead
from apps.tenants import access
from apps.tenants.models import Tenant

from .models import Step
from .way_out import NoSuchLink, WayOut

_UNSUBSCRIBED = Suppression.Origin.UNSUBSCRIBED
# What waits for its turn; what a worker has claimed at this moment is stopped by its gate.
_STILL_TO_COME = (Step.State.READY, Step.State.HELD)


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
        if not Suppression.objects.of(way.tenant_id, address).filter(origin=_UNSUBSCRIBED).exists():
            why = "they followed the link below an e-mail"
            Suppression.put(way.tenant_id, address, origin=_UNSUBSCRIBED, reason=why)
            _tell(way.tenant_id, address, "email.unsubscribed", now=now)
        _cancel(way.tenant_id, address, now=now)
        return _stands(way, address)


def renew(way: WayOut, *, now: datetime) -> Subscription:
    """They want e-mails again; what was cancelled stays so. Raises `NoSuchLink`."""
    with access.as_tenant(way.tenant_id):
        address = _address(way)
        if Suppression.objects.of(way.tenant_id, address).filter(origin=_UNSUBSCRIBED).update(lifted_at=now):
            _tell(way.tenant_id, address, "email.resubscribed", now=now)
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


def _tell(tenant_id: int, address: str, kind: str, *, now: datetime) -> None:
    """Every lead of the person."""
    leads = list(Lead.objects.for_tenant(tenant_id).filter(email=address).order_by("pk"))
    if leads:
        leads[0].tell_all([lead.fact(kind, at=now, origin=now.isoformat()) for lead in leads])


def _cancel(tenant_id: int, address: str, *, now: datetime) -> None:
    mine = Step.objects.for_tenant(tenant_id).filter(lead__email=address, kind="email", state__in=_STILL_TO_COME)
    steps = list(mine.select_related("lead").select_for_update(skip_locked=True, of=("self",)).order_by("pk"))
    reason = "the person unsubscribed from your e-mails"
    for step in steps:
        if isinstance(step.lead, Lead):
            facts = {"step": step.pk, "step_kind": step.kind, "reason": reason}
            step.lead.tell("step.cancelled", at=now, origin=f"step:{step.pk}", **facts)
    Step.objects.for_tenant(tenant_id).filter(pk__in=[step.pk for step in steps]).update(
        state=Step.State.CANCELLED, done_at=now, last_error=reason
    )
