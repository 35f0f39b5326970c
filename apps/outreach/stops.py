"""Which steps of a lead a stop takes back: those that would reach out by themselves.

What a worker held at that moment, or was still to find out about, is taken back before it reaches out (`permit`).
"""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from apps.leads.models import Lead

from . import plan
from .cadence.history import Stop
from .models import Step

IN_CADENCE = Q(key__startswith="cadence:")
# The code of a step that was under way when it was taken back.
STOPPED = "stopped"
# Others end a ladder on which nothing is promised any more.
_TAKING = (Stop.REPLIED, Stop.REFUSED, Stop.CALLED_BACK, Stop.BOOKED, Stop.OPTED_OUT)
# In the key of a call that the lead asked for.
WISH = "wish"
_BY_ITSELF = IN_CADENCE & ~Q(key__contains=f":{WISH}:")


def taken(lead: Lead, why: Stop) -> QuerySet[Step]:
    """Of the lead's steps, in whatever state: who only replies still waits for the call that they asked for."""
    match why:
        case Stop.REPLIED:
            what = _BY_ITSELF
        case Stop.CALLED_BACK:
            what = IN_CADENCE | Q(kind="call") | Q(key=plan.first_text(str(lead.pk)).key)
        case _:
            what = IN_CADENCE
    return Step.objects.for_tenant(lead.tenant_id).filter(what, lead=lead)


def have_taken(step: Step, lead: Lead, told: Collection[str]) -> bool:
    """Whether one of these reasons, told since the step was made, took it back. In the caller's view."""
    meant = [taken(lead, why) for why in _TAKING if why in told]
    return any(steps.filter(pk=step.pk).exists() for steps in meant)
