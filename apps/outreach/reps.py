"""Use case: the rep who will talk to a lead, chosen at the dial instant where the lead's rule wants a person."""

from datetime import datetime

from apps.leads.models import Lead
from apps.routing import actions, choose
from apps.routing.actions import Actions
from apps.routing.chosen import Wanted
from apps.tenants import access

from .kit import Kit
from .models import Step


def choose_for(step: Step, lead: Lead, works: Kit, *, now: datetime) -> None:
    """Give the lead to a rep and tell the timeline, who was passed over too; nothing where no rule wants a person."""
    wanted = actions.of_step(step.params)
    if not wanted.wants_a_person:
        return
    # A transaction of its own: its end lets the team's next choice go.
    with access.as_tenant(step.tenant_id):
        chosen = choose.rep(lead, tenant=works.tenant, wanted=Wanted.from_actions(wanted), now=now)
        lead.tell("rep.chosen", at=now, origin=f"step:{step.pk}:{step.fence}", **chosen.facts())


def choose_for_caller(lead: Lead, wanted: Actions, works: Kit, *, origin: str, now: datetime) -> None:
    """The same for a lead who calls us; `origin` is the call's."""
    if wanted.wants_a_person:
        with access.as_tenant(lead.tenant_id):
            chosen = choose.rep(lead, tenant=works.tenant, wanted=Wanted.from_actions(wanted), now=now)
            lead.tell("rep.chosen", at=now, origin=origin, **chosen.facts())


def phone_of(lead: Lead, works: Kit) -> str:
    """Whom the carrier bridges in: the lead's rep, else the playbook's; "" where nobody is."""
    if not works.rules.version:
        return works.playbook.rep_phone
    return choose.phone_of(lead.tenant_id, lead.pk) or works.playbook.rep_phone
