"""Use case: a person wants no more, or wants again; over all channels and all of their leads at the tenant."""

from datetime import datetime

from django.db.models import QuerySet

from apps.compliance.models import DncEntry
from apps.leads.models import Lead
from apps.leads.states import State

from . import follow_up
from .models import Step

_REACHING_OUT = ("call", "sms")


def record(tenant_id: int, phone: str, *, reason: str, now: datetime) -> None:
    """Put the number on the do-not-call list and cancel what was promised, in the caller's transaction.

    Told a second time while it stands it changes nothing; STOP after START is told anew.
    """
    is_known = _opted_out(tenant_id, phone).exists()
    DncEntry.objects.update_or_create(
        tenant_id=tenant_id,
        phone=phone,
        defaults={"origin": DncEntry.Origin.OPTED_OUT, "reason": reason[:200], "lifted_at": None},
    )
    for lead in _leads(tenant_id, phone):
        if not is_known:
            lead.tell("optout.recorded", at=now, origin=now.isoformat(), channel="all")
            follow_up.after_opt_out(lead, now=now)
        lead.move_to(State.BLOCKED, at=now, reason="asked not to be contacted")
        # Locked first: what a worker claims at this moment is not cancelled, its gate stops it.
        steps = list(_promised(lead).select_for_update(skip_locked=True).order_by("pk"))
        for step in steps:
            lead.tell("step.cancelled", at=now, origin=f"step:{step.pk}", step=step.pk, step_kind=step.kind)
        Step.objects.for_tenant(tenant_id).filter(pk__in=[step.pk for step in steps]).update(
            state=Step.State.CANCELLED, done_at=now, last_error=reason[:300]
        )


def lift(tenant_id: int, phone: str, *, now: datetime) -> None:
    """The person wants to hear from us again; only what they themselves closed is opened."""
    if _opted_out(tenant_id, phone).update(lifted_at=now):
        for lead in _leads(tenant_id, phone):
            lead.tell("optout.lifted", at=now, origin=now.isoformat(), channel="all")


def _opted_out(tenant_id: int, phone: str) -> QuerySet[DncEntry]:
    entries = DncEntry.objects.for_tenant(tenant_id)
    return entries.filter(phone=phone, origin=DncEntry.Origin.OPTED_OUT, lifted_at=None)


def _leads(tenant_id: int, phone: str) -> list[Lead]:
    return list(Lead.objects.for_tenant(tenant_id).filter(phone=phone).order_by("-received_at", "-id")[:50])


def _promised(lead: Lead) -> QuerySet[Step]:
    return Step.objects.for_tenant(lead.tenant_id).filter(
        lead=lead, kind__in=_REACHING_OUT, state__in=(Step.State.READY, Step.State.HELD)
    )
