"""Which steps of a lead a stop takes back: those that would reach out by themselves."""

from django.db.models import Q, QuerySet

from apps.leads.models import Lead

from . import plan
from .cadence.history import Stop
from .models import Step

IN_CADENCE = Q(key__startswith="cadence:")
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
