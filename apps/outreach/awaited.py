"""Calls and texts that wait for an answer from outside: they go as soon as nothing is open that they wait for."""

from datetime import datetime, timedelta

from django.db.models import Q

from apps.compliance import scrubs
from apps.core.queues import Ring
from apps.leads.models import Lead

from .kit import Kit
from .models import Step

# No connection holds a call for longer; what is due later waits for something else, as the law's hours.
LONGEST_HOLD = timedelta(seconds=10)
_CONTACTS = ("call", "sms")


def go(lead: Lead, answered: Step, works: Kit, *, now: datetime) -> list[Ring]:
    """Make due what waits, in the caller's transaction; the gate still judges each of them."""
    steps = Step.objects.for_tenant(lead.tenant_id).filter(lead=lead)
    open_steps = steps.filter(state__in=(Step.State.READY, Step.State.LEASED))
    if open_steps.filter(params__has_key="is_needed").exclude(pk=answered.pk).exists():
        return []
    if works.playbook.crm_first_ms and open_steps.filter(kind="crm").exists():
        return []
    # The gate has postponed it already, for want of this answer or for the law's hours: it is asked once more.
    postponed = ~Q(last_error="") & Q(due_at__lt=now + scrubs.LOOK_AGAIN + LONGEST_HOLD)
    held = Q(kind="call", last_error="", due_at__lt=now + LONGEST_HOLD)
    waiting = steps.filter(held | postponed, kind__in=_CONTACTS, state=Step.State.READY, attempt=0, due_at__gt=now)
    freed = list(waiting.select_for_update(skip_locked=True).values_list("queue", "pk"))
    Step.objects.for_tenant(lead.tenant_id).filter(pk__in=[pk for _, pk in freed]).update(due_at=now)
    return freed
