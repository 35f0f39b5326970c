"""`/api/v1/metrics/speed/`."""

from datetime import datetime, timedelta
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.serializers.speed import SpeedAnswer, SpeedFilters
from apps.core import clock
from apps.leads import queries
from apps.leads.latency import SpeedReport
from apps.leads.queries import Period
from apps.tenants import access

from .base import ApiView

USUAL = timedelta(hours=24)
LONGEST = timedelta(days=92)


class SpeedView(ApiView):
    @extend_schema(parameters=[SpeedFilters], responses=SpeedAnswer)
    def get(self, request: Request) -> Response:
        """How fast leads were served: p50, p95 and p99 in milliseconds."""
        wanted = self.read(SpeedFilters, request.query_params.dict())
        over = _period(wanted, now=clock.now())
        with access.as_tenant(self.tenant.pk):
            report = queries.speed(self.tenant, over=over)
        return Response(SpeedAnswer(_answer(report, over, by_day="by" in wanted)).data)


def _period(wanted: dict[str, Any], *, now: datetime) -> Period:
    until = wanted.get("until", now)
    try:
        since = wanted.get("since", until - USUAL)
    except OverflowError as error:
        raise ValidationError({"until": ["that is before time began"]}) from error
    if not timedelta(0) < until - since <= LONGEST:
        raise ValidationError({"since": [f"before `until`, by at most {LONGEST.days} days"]})
    return Period(since, until, source=wanted["source"])


def _answer(report: SpeedReport, over: Period, *, by_day: bool) -> dict[str, Any]:
    answer = {"since": over.since, "until": over.until, "metrics": report.speeds}
    if by_day:
        answer["days"] = [{"day": day, "metrics": speeds} for day, speeds in report.days.items()]
    return answer
