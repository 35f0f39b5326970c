"""When leads come in: most at business hours of a working day, some at night, fewer at weekends."""

from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

DAYS = 30
# The newest lead's story has to be over by now.
QUIET = timedelta(minutes=25)
HOUR = timedelta(hours=1)
_BY_HOUR = (2, 1, 1, 1, 1, 2, 4, 8, 14, 20, 23, 22, 20, 21, 22, 21, 19, 17, 15, 14, 12, 9, 6, 3)
_BY_WEEKDAY = (1.1, 1.05, 1.0, 1.0, 0.9, 0.65, 0.5)


def arrivals(count: int, *, zone: ZoneInfo, now: datetime, random: Random) -> list[datetime]:
    """Instants within the last 30 days, the oldest first."""
    end = now - QUIET
    hours = [end - HOUR * nth for nth in range(1, DAYS * 24)]
    weights = [_weight(hour.astimezone(zone)) for hour in hours]
    chosen = random.choices(hours, weights, k=count)
    return sorted(hour + HOUR * random.random() for hour in chosen)


def _weight(local: datetime) -> float:
    return _BY_HOUR[local.hour] * _BY_WEEKDAY[local.weekday()]
