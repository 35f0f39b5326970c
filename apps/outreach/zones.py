"""Whose clock a lead lives by, as far as the number tells."""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from apps.core import phones


def of_number(e164: str, *, tenant_zone: ZoneInfo, now: datetime) -> ZoneInfo:
    """The number's zone; of several the tenant's own, else the one furthest behind: nobody is called before nine."""
    candidates = _zones(e164)
    if not candidates or tenant_zone.key in candidates:
        return tenant_zone
    return min(map(ZoneInfo, candidates), key=lambda zone: (now.astimezone(zone).utcoffset(), zone.key))


@lru_cache(maxsize=16_384)
def _zones(e164: str) -> tuple[str, ...]:
    return phones.zones(e164)
