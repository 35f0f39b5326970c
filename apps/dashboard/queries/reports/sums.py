"""The leads of a period, read once and summed up in every way that the reports ask for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from django.db import connection
from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, ExtractHour, ExtractIsoWeekDay, TruncDate

from apps.calls.models import Conversation, Dial
from apps.core.kept import Kept
from apps.dashboard import milestones
from apps.dashboard.filters import Filters
from apps.dashboard.queries import listing
from apps.dashboard.waterfall import speed
from apps.leads.models import Lead
from apps.routing.models import Assignment
from apps.tenants.models import Tenant

# More than these, the latest ones, and the page says so.
MOST_LEADS = 200_000
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


# One pass over the leads, whatever it is summed up by: looking up what happened to each is what takes time.
_SUMS = """
WITH told AS MATERIALIZED ({leads})
SELECT CASE GROUPING(day, source_id, hour, rep_id, script_id)
         WHEN 15 THEN 'day' WHEN 23 THEN 'source' WHEN 27 THEN 'hour' WHEN 29 THEN 'rep' WHEN 30 THEN 'script'
         ELSE 'all' END,
       day, source_id, weekday::int, hour::int, rep_id, script_id,
       count(*), count(request_ms), count(ring_ms),
       count(*) FILTER (WHERE ring_ms <= %s), count(*) FILTER (WHERE ring_ms <= %s),
       count(answer_ms), count(qualified_ms), count(booked_ms),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY ring_ms), percentile_cont(0.95) WITHIN GROUP (ORDER BY ring_ms),
       COALESCE(sum(micros), 0)::bigint
FROM told
GROUP BY GROUPING SETS ((), (day), (source_id), (weekday, hour), (rep_id), (script_id))
ORDER BY day, source_id, weekday, hour, rep_id, script_id
"""


def of(tenant: Tenant, asked: Filters, *, now: datetime) -> Sequence[Group]:
    """Every group of every way, in one query; at most a minute old, so that a page and its files agree."""
    return _kept.get((tenant.pk, asked), at=now.timestamp())


def _summed_up(key: tuple[int, Filters]) -> Sequence[Group]:
    tenant_id, asked = key
    tenant = Tenant.objects.get(pk=tenant_id)
    sql, params = _leads(tenant, asked).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_SUMS.format(leads=sql), [*params, speed.TARGET_MS, speed.LATEST_MS])
        return list(_read(cursor.fetchall()))


_kept = Kept(_summed_up, seconds=30, most=200)


def _read(rows: Sequence[tuple[object, ...]]) -> Iterator[Group]:
    for row in rows:
        yield Group(*row)  # type: ignore[arg-type]  # in the order of the columns


def _leads(tenant: Tenant, asked: Filters) -> QuerySet[Lead]:
    zone: tzinfo = tenant.zone
    leads = milestones.measured(listing.matching(tenant, asked), *_MEASURES)
    told = leads.annotate(
        day=TruncDate("received_at", tzinfo=zone),
        weekday=ExtractIsoWeekDay("received_at", tzinfo=zone),
        hour=ExtractHour("received_at", tzinfo=zone),
        rep_id=_rep(),
        script_id=_script(),
        micros=_micros(),
    )
    columns = ("day", "source_id", "weekday", "hour", "rep_id", "script_id", "micros", *_MEASURES)
    found: QuerySet[Lead] = told.order_by("-received_at", "-id").values(*columns)[:MOST_LEADS]
    return found


def _rep() -> Subquery:
    given = Assignment.objects.filter(tenant=OuterRef("tenant"), lead=OuterRef("pk")).order_by("-id")
    return Subquery(given.values("rep_id")[:1])


def _script() -> Subquery:
    talks = Conversation.objects.filter(tenant=OuterRef("tenant"), lead=OuterRef("pk"))
    spoken = talks.filter(script_version_id__isnull=False).order_by("-created_at", "-id")
    return Subquery(spoken.values("script_version_id")[:1])


def _micros() -> Subquery:
    """What its calls and texts cost; what is not settled yet counts at its estimate."""
    dials = Dial.objects.filter(tenant=OuterRef("tenant"), lead=OuterRef("pk"))
    paid = dials.filter(state__in=(Dial.State.RESERVED, Dial.State.SETTLED)).order_by().values("lead")
    cost = Coalesce(F("settled_micros"), F("estimate_micros"), output_field=BigIntegerField())
    return Subquery(paid.annotate(cost=Sum(cost)).values("cost"), output_field=BigIntegerField())
