"""Reads of leads: one lead's timeline, and how fast many leads were served."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from apps.leads import latency
from apps.leads.latency import HOPS, Percentiles, SpeedReport
from apps.leads.models import Lead
from apps.tenants.models import Tenant

# A lead with more events than this is a loop somewhere; nobody reads on.
LONGEST_TIMELINE = 2_000


@dataclass(frozen=True)
class Fact:
    """One event; `ms_since_received` is negative where a vendor's clock is behind ours."""

    kind: str
    occurred_at: datetime
    recorded_at: datetime
    ms_since_received: float
    facts: Mapping[str, object]


def timeline(lead: Lead) -> list[Fact]:
    """Everything that is known to have happened, in the order in which it happened."""
    events = lead.events.for_tenant(lead.tenant_id).order_by("occurred_at", "id")[:LONGEST_TIMELINE]
    return [
        Fact(
            kind=event.kind,
            occurred_at=event.occurred_at,
            recorded_at=event.recorded_at,
            ms_since_received=latency.ms_between(lead.received_at, event.occurred_at),
            facts=event.facts,
        )
        for event in events
    ]


@dataclass(frozen=True)
class Period:
    """Leads received from `since` on and before `until`; `source` is a slug, "" for all."""

    since: datetime
    until: datetime
    source: str = ""


# LATERAL keeps Postgres from reading every tenant's events: about 20 µs a lead of the period, whatever else there is.
_SPEED = """
WITH hop (name, event, step_kind) AS (
    SELECT * FROM unnest(%(names)s::text[], %(events)s::text[], %(step_kinds)s::text[])
),
first AS (
    SELECT made.name, (l.received_at AT TIME ZONE %(zone)s)::date AS day,
           -- A carrier that tells whole seconds may answer "before" we received.
           greatest(extract(epoch FROM made.at - l.received_at) * 1000, 0)::float AS ms
    FROM leads_lead l CROSS JOIN LATERAL (
        SELECT hop.name, min(e.occurred_at) AS at
        FROM leads_event e JOIN hop ON hop.event = e.kind AND hop.step_kind IN ('', e.facts ->> 'step_kind')
        WHERE e.tenant_id = l.tenant_id AND e.lead_id = l.id
        GROUP BY hop.name
    ) made
    WHERE l.tenant_id = %(tenant)s AND NOT l.is_test
      AND l.received_at >= %(since)s AND l.received_at < %(until)s
      AND (%(source)s = '' OR l.source_id IN
           (SELECT id FROM leads_source WHERE tenant_id = %(tenant)s AND slug = %(source)s))
)
SELECT name, day, count(*), percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY ms)
FROM first GROUP BY GROUPING SETS ((name), (name, day)) ORDER BY day NULLS FIRST, name
"""


def speed(tenant: Tenant, *, over: Period) -> SpeedReport:
    """Percentiles of every hop, for the whole period and by day; test leads don't count. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_SPEED, _speed_parameters(tenant, over))
        rows = cursor.fetchall()
    by_day: dict[date | None, dict[str, Percentiles]] = defaultdict(dict)
    for name, day, count, percentiles in rows:
        by_day[day][name] = Percentiles(count, *(round(each, 3) for each in percentiles))
    total = latency.every_hop(by_day.pop(None, {}))
    return SpeedReport(total, {day: latency.every_hop(found) for day, found in by_day.items() if day})


def _speed_parameters(tenant: Tenant, over: Period) -> dict[str, Any]:
    return {
        "names": [hop.name for hop in HOPS],
        "events": [hop.event for hop in HOPS],
        "step_kinds": [hop.step_kind for hop in HOPS],
        "tenant": tenant.pk,
        "zone": tenant.time_zone,
        "since": over.since,
        "until": over.until,
        "source": over.source,
    }
