"""What happened to the leads of the last day, read lead by lead: Postgres would rather read every timeline there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.db import connection
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from apps.dashboard import milestones
from apps.dashboard.milestones import Milestone
from apps.leads.models import Event, Lead
from apps.tenants.models import Tenant

DAY = timedelta(days=1)
_WHY_NOT = ("gate.blocked", "lead.blocked", "step.held", "step.dead", "step.skipped")
# OFFSET keeps the inner question whole, so that it is asked of each lead by the index.
_ROUTED = """
SELECT told.rule_name, told.actions, count(*)
FROM leads_lead l CROSS JOIN LATERAL (
    SELECT COALESCE(facts ->> 'rule_name', '') AS rule_name, COALESCE(facts -> 'actions', '{}') AS actions
    FROM leads_event e
    WHERE e.tenant_id = l.tenant_id AND e.lead_id = l.id AND e.kind = 'lead.routed' OFFSET 0
) told
WHERE l.tenant_id = %(tenant)s AND NOT l.is_test AND l.received_at > %(since)s
GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT %(most)s
"""


@dataclass(frozen=True)
class Routed:
    """How many leads a rule took, and what it does with them."""

    rule_name: str
    actions: dict[str, Any]
    count: int


def routed(tenant: Tenant, *, now: datetime, most: int) -> Sequence[Routed]:
    """The rules that took the most of them, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_ROUTED, {"tenant": tenant.pk, "since": now - DAY, "most": most})
        return [Routed(name, orjson.loads(actions), count) for name, actions, count in cursor.fetchall()]


def refused(tenant: Tenant, *, now: datetime, most: int) -> Sequence[tuple[str, dict[str, object]]]:
    """Of each that was not called the latest kind of event, with its facts, that may say why not."""
    milestones.bring_up(tenant)
    leads = Lead.objects.for_tenant(tenant).filter(is_test=False, received_at__gt=now - DAY)
    uncalled = milestones.reaching(leads, Milestone.NOT_CALLED, tenant=tenant).order_by("-received_at", "-id")
    events = Event.objects.for_tenant(tenant).filter(lead=OuterRef("pk"), kind__in=_WHY_NOT).order_by("-id")
    latest = Subquery(events.values(told=JSONObject(kind="kind", facts="facts"))[:1])
    told = uncalled.annotate(told=latest).values_list("told", flat=True)
    return [(each["kind"], each["facts"]) for each in told[:most] if each]
