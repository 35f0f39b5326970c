"""What time it is: the machine's clock, shifted in the demo and nowhere else."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import DateTimeField, Func

Clock = Callable[[], datetime]

_REFRESH_SECONDS = 0.5


class TrueNow(Func):
    """The true time by Postgres's clock, whatever the demo's says: for leases."""

    function = "clock_timestamp"
    output_field = DateTimeField()


def now() -> datetime:
    """The instant, aware, in UTC."""
    moment = datetime.now(UTC)
    if not settings.LEADHUB_DEMO:
        return moment
    return moment + _shift(int(time.monotonic() / _REFRESH_SECONDS))


@lru_cache(maxsize=1)
def _shift(_period: int) -> timedelta:
    """How far the demo's clock is ahead, read anew in each period."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT shift FROM core_clock")
            (shift,) = cursor.fetchone()
    except (DatabaseError, InterfaceError):
        # Without the database nobody acts on the time; whoever asked finds out by what they do next.
        connection.close()
        return timedelta(0)
    return timedelta(seconds=shift.total_seconds())
