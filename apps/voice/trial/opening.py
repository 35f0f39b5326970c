"""What a trial needs of Postgres, read once and never written: whose draft the ticket is for, and how it speaks."""

from dataclasses import dataclass, replace
from datetime import datetime

from apps.scripts import drafting
from apps.scripts.document import Script
from apps.scripts.models import Trial
from apps.tenants import access
from apps.tenants.models import Membership, Role
from apps.voice.policy.brief import Brief
from apps.voice.simulate import chat


@dataclass(frozen=True)
class Opened:
    """An admitted trial; `who` is the same for all of one person's."""

    tenant_id: int
    who: int
    draft: Script
    company: str
    zone: str
    now: datetime

    def brief(self, first_name: str) -> Brief:
        """As in the chat by text, but for the time, which is that of whoever talks."""
        tried = chat.brief_of(self.draft, first_name=first_name, company=self.company)
        return replace(tried, now=self.now, zone=self.zone)


def open_by(ticket: str, *, now: datetime) -> Opened | None:
    """The draft that the ticket admits to, once; None for any other ticket, and for who may no longer manage it."""
    with access.as_platform():
        trial = Trial.objects.redeemed(ticket, now=now)
    if trial is None:
        return None
    with access.as_tenant(trial.tenant_id):
        return _opened(trial, now=now) if _may_still(trial) else None


def _may_still(trial: Trial) -> bool:
    held = Membership.objects.for_tenant(trial.tenant_id).filter(user=trial.user).values_list("role", flat=True)
    return trial.user.is_active and (trial.user.is_superuser or any(Role(role).may_manage for role in held))


def _opened(trial: Trial, *, now: datetime) -> Opened:
    tenant = trial.tenant
    return Opened(tenant.pk, trial.user_id, drafting.of(trial.script), tenant.name, tenant.zone.key, now)
