"""How long a CRM takes to make a record, by the timelines' own times, and telling the team when that is too long.

A new record that takes more than two seconds on average is late for whoever rings the lead with the CRM open.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from apps.integrations.models import Connection, Family
from apps.tenants import access

from . import dispatch, plan

COMPROMISED_MS = 2_000.0
# The last creates within this time; fewer than a handful say nothing.
SINCE, MOST, FEWEST = timedelta(hours=24), 50, 5


@dataclass(frozen=True)
class Speed:
    """Of one connection's last creates, from the claim of the step to the CRM's answer; None where there were none."""

    tenant_id: int
    connection_id: int
    name: str
    count: int
    average_ms: float | None
    p50_ms: float | None
    p95_ms: float | None

    @property
    def is_compromised(self) -> bool:
        return self.count >= FEWEST and (self.average_ms or 0.0) > COMPROMISED_MS


def of_tenant(tenant_id: int, *, now: datetime) -> list[Speed]:
    """Every CRM connection in use of a tenant, by its id."""
    return _read(tenant_id, now=now)


def watch(*, now: datetime) -> int:
    """Tell each tenant's team of its compromised connections, once a day each; how many are."""
    slow = [speed for speed in _read(access.EVERY_TENANT, now=now) if speed.is_compromised]
    for speed in slow:
        with access.as_tenant(speed.tenant_id):
            told = Connection.objects.for_tenant(speed.tenant_id).usable(Family.ALERTS)
            figures = {
                "name": speed.name,
                "average_ms": round(speed.average_ms or 0),
                "p95_ms": round(speed.p95_ms or 0),
            }
            alerts = [
                plan.alert("crm_slow", f"{speed.connection_id}:{now:%Y%m%d}", each.pk, **figures, count=speed.count)
                for each in told
            ]
            dispatch.write(alerts, tenant_id=speed.tenant_id, lead=None)
    return len(slow)


def _read(tenant_id: int, *, now: datetime) -> list[Speed]:
    values: dict[str, object] = {"since": now - SINCE, "most": MOST, "family": Family.CRM.value}
    return [Speed(*row) for row in access.fetch(_SPEEDS, values, tenant_id=tenant_id)]


# The last start of the step is the attempt that was answered.
_SPEEDS = """
SELECT c.tenant_id, c.id, c.name, count(made.ms), avg(made.ms)::float8,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY made.ms), percentile_cont(0.95) WITHIN GROUP (ORDER BY made.ms)
FROM integrations_connection c
LEFT JOIN LATERAL (
    SELECT extract(epoch FROM written.occurred_at - started.at)::float8 * 1000 AS ms
    FROM outreach_step s
    JOIN leads_event written ON written.tenant_id = s.tenant_id AND written.lead_id = s.lead_id
        AND written.kind = 'crm.written' AND written.origin = 'step:' || s.id
    CROSS JOIN LATERAL (
        SELECT max(b.occurred_at) AS at FROM leads_event b
        WHERE b.tenant_id = s.tenant_id AND b.lead_id = s.lead_id AND b.kind = 'step.started'
          AND b.facts ->> 'step' = s.id::text
    ) AS started
    WHERE s.tenant_id = c.tenant_id AND s.connection_id = c.id AND s.kind = 'crm' AND s.state = 'done'
      AND s.done_at > %(since)s AND written.facts ->> 'is_new' = 'true'
    ORDER BY s.done_at DESC, s.id DESC
    LIMIT %(most)s
) AS made ON true
WHERE c.family = %(family)s AND c.is_active
GROUP BY c.tenant_id, c.id, c.name
ORDER BY c.id
"""
