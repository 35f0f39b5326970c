"""Use case: facts have come that the tenant's rules ask for, so they decide again, and a call that waited goes.

Only what has not begun is changed: a call that is on its way stays what it is, and late facts stand on the record.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import QuerySet

from apps.core.queues import Ring
from apps.leads import findings
from apps.leads.models import Event, Lead
from apps.routing import actions, decide
from apps.routing.decide import Routed

from . import awaited, dispatch, plan, retract
from .kit import Kit
from .models import Step

ROUTED = "lead.routed"


def with_facts(step: Step, works: Kit, *, now: datetime) -> list[Ring]:
    """Decide anew where a rule asks for facts; gives what need not wait any more. In the step's transaction."""
    if not works.rules.needs or not step.params.get("is_needed"):
        return []
    lead = Lead.objects.for_tenant(step.tenant_id).select_related("source").get(steps=step)
    found = findings.good(lead, now=now)
    asked = decide.as_kept(lead, zone=works.tenant.zone, now=lead.received_at, found=found)
    routed = decide.of(works.rules, asked)
    if _is_another(lead, routed):
        lead.tell(ROUTED, at=now, origin=f"step:{step.pk}", **routed.facts())
        _apply(lead, routed, works, now=now)
    return awaited.go(lead, step, works, now=now)


def _is_another(lead: Lead, routed: Routed) -> bool:
    events = Event.objects.for_tenant(lead.tenant_id).filter(lead=lead, kind=ROUTED)
    before = events.order_by("-occurred_at", "-id").values_list("facts", flat=True).first()
    return before is None or before.get("rule") != routed.rule_key or before.get("version") != routed.version


def _apply(lead: Lead, routed: Routed, works: Kit, *, now: datetime) -> None:
    first = _first_call(lead)
    if not routed.actions.calls:
        retract.steps(lead, first, reason=f"by its facts the lead goes by “{routed.rule_name}”: no call", now=now)
    elif first.exists():
        priority = plan.CALL_PRIORITY[routed.actions.priority]
        for call in first.filter(state=Step.State.READY, attempt=0).select_for_update(skip_locked=True):
            params = {name: value for name, value in call.params.items() if name != actions.ROUTE}
            if carried := actions.carried(routed.actions):
                params[actions.ROUTE] = carried
            Step.objects.for_tenant(lead.tenant_id).filter(pk=call.pk).update(params=params, priority=priority)
    elif not _is_uncalled(lead):
        dispatch.write(_call(lead, routed, works), tenant_id=lead.tenant_id, lead=lead)


def _call(lead: Lead, routed: Routed, works: Kit) -> Sequence[plan.Planned]:
    """The call that the rule before did not want."""
    steps = plan.for_lead(
        str(lead.pk), has_phone=bool(lead.phone), playbook=works.playbook, connections=(), routed=routed
    )
    return [replace(each, delay_ms=0) for each in steps if each.kind == "call"]


def _is_uncalled(lead: Lead) -> bool:
    """Whatever the rules say: a test, a booking, a list that is not called."""
    return Event.objects.for_tenant(lead.tenant_id).filter(lead=lead, kind="lead.not_called").exists()


def _first_call(lead: Lead) -> QuerySet[Step]:
    return Step.objects.for_tenant(lead.tenant_id).filter(lead=lead, key=plan.first_call_key(str(lead.pk)))
