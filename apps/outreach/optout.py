"""Use case: a person wants no more, or no more calls, or no more texts, or wants again; for all leads of the number."""

from datetime import datetime
from typing import Any

from apps.compliance.closed import Closed
from apps.compliance.models import DncEntry
from apps.leads.models import Lead
from apps.leads.states import State

from . import follow_up, mirror, retract
from .models import Step

_REACHING_OUT = ("call", "sms")


def record(tenant_id: int, phone: str, *, reason: str, now: datetime, closes: Closed = Closed.ALL) -> Closed:
    """Put the number on the do-not-call list and cancel what was promised, in the caller's transaction.

    Returns what is closed by now: who closed calls once and closes texts today has closed both. Told a second time
    while it stands it changes nothing; STOP after START is told anew.
    """
    mirror.hold(tenant_id, phone)
    closed, is_news = _closed(tenant_id, phone, closes, reason=reason)
    for lead in _leads(tenant_id, phone):
        if is_news:
            lead.tell("optout.recorded", at=now, origin=now.isoformat(), channel=closed.value)
        if closed is not Closed.ALL:
            follow_up.after_channel_closed(lead, closed, now=now)
            continue
        if is_news:
            follow_up.after_opt_out(lead, now=now)
        lead.move_to(State.BLOCKED, at=now, reason="asked not to be contacted")
        retract.steps(lead, Step.objects.filter(kind__in=_REACHING_OUT), reason=reason, now=now)
    if is_news:
        mirror.of_number(tenant_id, phone, now=now)
    return closed


def lift(tenant_id: int, phone: str, *, now: datetime) -> None:
    """The person wants to hear from us again; only what they themselves closed is opened."""
    mirror.hold(tenant_id, phone)
    entry = DncEntry.objects.for_tenant(tenant_id).select_for_update().filter(phone=phone, lifted_at=None).first()
    if entry is None or entry.origin != DncEntry.Origin.OPTED_OUT:
        return
    opened = {**entry.stood, "stood": None} if entry.stood else {"lifted_at": now}
    DncEntry.objects.filter(pk=entry.pk).update(**opened)
    mirror.of_number(tenant_id, phone, now=now)
    for lead in _leads(tenant_id, phone):
        lead.tell("optout.lifted", at=now, origin=now.isoformat(), channel=Closed.ALL.value)


def _closed(tenant_id: int, phone: str, closes: Closed, *, reason: str) -> tuple[Closed, bool]:
    """What is closed with this, and whether it was not before; the entry keeps the words that closed it."""
    told = {"origin": DncEntry.Origin.OPTED_OUT, "reason": reason[:200]}
    fresh = told | {"closes": closes.value}
    entries = DncEntry.objects.select_for_update()
    entry, is_new = entries.get_or_create(tenant_id=tenant_id, phone=phone, defaults=fresh)
    if is_new:
        return closes, True
    closed = closes if entry.lifted_at else closes.and_also(Closed(entry.closes))
    if entry.lifted_at is None and entry.origin == DncEntry.Origin.OPTED_OUT and closed == entry.closes:
        return closed, False
    changed = told | {"closes": closed.value, "stood": _stood(entry), "lifted_at": None}
    DncEntry.objects.for_tenant(tenant_id).filter(pk=entry.pk).update(**changed)
    return closed, True


def _stood(entry: DncEntry) -> Any:
    """What the tenant itself keeps closed, whatever the person says; None if that is nothing."""
    if entry.lifted_at is not None:
        return None
    if entry.origin == DncEntry.Origin.OPTED_OUT:
        return entry.stood
    return {"origin": entry.origin, "closes": entry.closes, "reason": entry.reason}


def _leads(tenant_id: int, phone: str) -> list[Lead]:
    return list(Lead.objects.for_tenant(tenant_id).filter(phone=phone).order_by("-received_at", "-id")[:50])
