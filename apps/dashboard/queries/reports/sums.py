"""The leads of a period, read once and summed up in every way that the reports ask for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from django.db import connection
from django.db.models import QuerySet, Sum
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, TruncDate

from apps.calls.models import Cost
from apps.core.kept import Kept
from apps.dashboard import milestones
from apps.dashboard.filters import Filters
from apps.dashboard.queries import matching
from apps.dashboard.waterfall import speed
from apps.leads.models import Lead
from apps.tenants.models import Tenant

# More than these, the latest ones, and the page says so.
MOST_LEADS = 200_000
# To sum up more takes longer than anybody waits for a page's first byte.
_FEW = 10_000
_MEASURES = ("request_ms", "ring_ms", "answer_ms", "qualified_ms", "booked_ms")


@dataclass(frozen=True)
class Group:
    """One group: which of `day`, `source_id`, `weekday` with `hour`, `rep_id`, `script_id` is not None says of what.

    Times in milliseconds, money in millionths of a dollar; weekdays from 1, Monday.
    """

    way: str
    day: date | None
    source_id: int | None
    weekday: int | None
    hour: int | None
    rep_id: int | None
    script_id: int | None
    received: int
    called: int
    rung: int
    in_target: int
    in_minute: int
    answered: int
    qualified: int
    booked: int
    p50_ms: float | None
    p95_ms: float | None
    micros: int
    calls: int


# One pass over the leads, whatever it is summed up by, and one over each table that says what they cost and who served
# them: looking that up lead by lead took five times as long.
_SUMS = """
WITH lead AS MATERIALIZED ({leads}),
spent AS (
    SELECT lead_id, sum(micros) AS micros FROM (
        SELECT lead_id, micros FROM calls_cost
        WHERE tenant_id = %s AND NOT is_in_ledger AND currency = 'USD'
        UNION ALL
        -- What is not settled yet counts at its estimate.
        SELECT lead_id, COALESCE(settled_micros, estimate_micros) FROM calls_dial
        WHERE tenant_id = %s AND state IN ('reserved', 'settled')
    ) paid WHERE lead_id IN (SELECT id FROM lead) GROUP BY lead_id
), placed AS (
    SELECT lead_id, count(*) AS placed FROM calls_call
    WHERE tenant_id = %s AND state <> 'released' AND lead_id IN (SELECT id FROM lead) GROUP BY lead_id
), given AS (
    SELECT DISTINCT ON (lead_id) lead_id, rep_id FROM routing_assignment
    WHERE tenant_id = %s AND lead_id IN (SELECT id FROM lead) ORDER BY lead_id, id DESC
), spoken AS (
    SELECT DISTINCT ON (lead_id) lead_id, script_version_id AS script_id FROM calls_conversation
    WHERE tenant_id = %s AND script_version_id IS NOT NULL AND lead_id IN (SELECT id FROM lead)
    ORDER BY lead_id, created_at DESC, id DESC
), told AS MATERIALIZED (
    SELECT lead.*, micros, placed, rep_id, script_id
    FROM lead
    LEFT JOIN spent ON spent.lead_id = lead.id LEFT JOIN placed ON placed.lead_id = lead.id
    LEFT JOIN given ON given.lead_id = lead.id LEFT JOIN spoken ON spoken.lead_id = lead.id
)
SELECT CASE GROUPING(day, source_id, hour, rep_id, script_id)
         WHEN 15 THEN 'day' WHEN 23 THEN 'source' WHEN 27 THEN 'hour' WHEN 29 THEN 'rep' WHEN 30 THEN 'script'
         ELSE 'all' END,
       day, source_id, weekday::int, hour::int, rep_id, script_id,
       count(*), count(request_ms), count(ring_ms),
       count(*) FILTER (WHERE ring_ms <= %s), count(*) FILTER (WHERE ring_ms <= %s),
       count(answer_ms), count(qualified_ms), count(booked_ms),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY ring_ms), percentile_cont(0.95) WITHIN GROUP (ORDER BY ring_ms),
       COALESCE(sum(micros), 0)::bigint, COALESCE(sum(placed), 0)::bigint
FROM told
GROUP BY GROUPING SETS ((), (day), (source_id), (weekday, hour), (rep_id), (script_id))
ORDER BY day, source_id, weekday, hour, rep_id, script_id
"""
_TENANTS_ASKED = 5


def of(tenant: Tenant, asked: Filters, *, now: datetime) -> Sequence[Group]:
    """Every group of every way, in one query; at most a minute old, so that a page and its files agree."""
    return _kept.get((tenant.pk, asked), at=now.timestamp())


def are_at_hand(tenant: Tenant, asked: Filters, *, now: datetime) -> bool:
    """Whether they are kept, or soon summed up."""
    if _kept.has((tenant.pk, asked), at=now.timestamp()):
        return True
    return matching.leads(tenant, asked).order_by()[: _FEW + 1].count() <= _FEW


def _summed_up(key: tuple[int, Filters]) -> Sequence[Group]:
    tenant_id, asked = key
    tenant = Tenant.objects.get(pk=tenant_id)
    milestones.bring_up(tenant)
    sql, params = _leads(tenant, asked).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            _SUMS.format(leads=sql), [*params, *[tenant_id] * _TENANTS_ASKED, speed.TARGET_MS, speed.LATEST_MS]
        )
        return list(_read(cursor.fetchall()))


_kept = Kept(_summed_up, seconds=30, most=200)


def _read(rows: Sequence[tuple[object, ...]]) -> Iterator[Group]:
    for row in rows:
        yield Group(*row)  # type: ignore[arg-type]  # in the order of the columns


def _leads(tenant: Tenant, asked: Filters) -> QuerySet[Lead]:
    zone: tzinfo = tenant.zone
    leads = milestones.measured(matching.leads(tenant, asked), *_MEASURES)
    told = leads.annotate(
        day=TruncDate("received_at", tzinfo=zone),
        weekday=ExtractIsoWeekDay("received_at", tzinfo=zone),
        hour=ExtractHour("received_at", tzinfo=zone),
    )
    columns = ("id", "day", "source_id", "weekday", "hour", *_MEASURES)
    found: QuerySet[Lead] = told.order_by("-received_at", "-id").values(*columns)[:MOST_LEADS]
    return found


def in_other_currencies(tenant: Tenant, asked: Filters) -> Mapping[str, int]:
    """What was spent on the same leads and is in no sum of dollars, in micro-units by currency."""
    leads = matching.leads(tenant, asked).values("pk")
    costs = Cost.objects.for_tenant(tenant).exclude(currency="USD").filter(lead__in=leads)
    return dict(costs.order_by().values_list("currency").annotate(Sum("micros")))
