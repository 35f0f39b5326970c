"""What time it is: the machine's clock, shifted in the demo and nowhere else."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection

Clock = Callable[[], datetime]

_REFRESH_SECONDS = 0.5
_read: tuple[float, timedelta] = (float("-inf"), timedelta(0))


def now() -> datetime:
    """The instant, aware, in UTC."""
    moment = datetime.now(UTC)
    return moment + _shift() if settings.LEADHUB_DEMO else moment


def _shift() -> timedelta:
    global _read
    read_at, shift = _read
    if time.monotonic() - read_at > _REFRESH_SECONDS:
        with connection.cursor() as cursor:
            cursor.execute("SELECT shift FROM core_clock")
            (shift,) = cursor.fetchone()
        _read = (time.monotonic(), shift)
    return shift
