"""What the rules want for a lead who calls us: the same as for our call to them."""

from apps.leads.models import Event, Lead
from apps.routing import actions
from apps.routing.actions import Actions

from .models import Step


def wanted(lead: Lead) -> Actions:
    """As the step that was to call them has it, else as they were routed when they came in; in the caller's view."""
    steps = Step.objects.for_tenant(lead.tenant_id).filter(lead=lead, kind="call")
    if called := steps.order_by("pk").last():
        return actions.of_step(called.params)
    told = Event.objects.for_tenant(lead.tenant_id).filter(lead=lead, kind="lead.routed").order_by("pk").first()
    return Actions.model_validate(told.facts["actions"] if told else {})
