"""When a tenant's leads pick up: calls and answers by the hour of the lead's day."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from apps.calls.models import Call

from . import zones
from .cadence.history import Rate

# Of so many latest calls: a month for most, a day for the largest, read in some 30 ms.
LATEST = 2_000


def by_hour(tenant_id: int, *, tenant_zone: ZoneInfo, now: datetime) -> Mapping[int, Rate]:
    """The tenant's answer history, at most an hour old; in the caller's view."""
    return _kept(tenant_id, tenant_zone, now.replace(minute=0, second=0, microsecond=0))


def forget() -> None:
    """Read everything anew."""
    _kept.cache_clear()


@lru_cache(maxsize=1024)
def _kept(tenant_id: int, tenant_zone: ZoneInfo, hour: datetime) -> Mapping[int, Rate]:
    made: Counter[int] = Counter()
    answered: Counter[int] = Counter()
    placed = Call.objects.for_tenant(tenant_id).made().exclude(placed_at=None)
    fields = ("phone", "placed_at", "answered_at", "answered_by")
    for call in placed.only("id", *fields).order_by("-id")[:LATEST]:
        placed_at = call.placed_at or hour
        zone = zones.of_number(call.phone, tenant_zone=tenant_zone, now=placed_at)
        local_hour = placed_at.astimezone(zone).hour
        made[local_hour] += 1
        answered[local_hour] += call.answered_at is not None and not call.was_machine
    return {hour: Rate(calls, answered[hour]) for hour, calls in made.items()}
