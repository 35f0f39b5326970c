"""The pretend world's clock, which a demo may move for every process at once."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import psycopg

CONNECT_SECONDS = 2


class Clock:
    """True time plus an offset; the application reads the same offset from its database."""

    def __init__(self, database_url: str | None = None) -> None:
        self.offset = timedelta()
        self._database_url = database_url

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    async def shift(self, offset: timedelta) -> None:
        self.offset = offset
        if self._database_url:
            await asyncio.to_thread(self._publish, self._database_url, offset)

    @staticmethod
    def _publish(database_url: str, offset: timedelta) -> None:
        # A demo without the table, or without the database, still has the sandbox's own clock.
        with (
            suppress(psycopg.Error),
            psycopg.connect(database_url, connect_timeout=CONNECT_SECONDS, autocommit=True) as database,
        ):
            database.execute("UPDATE core_clock SET shift = make_interval(secs => %s)", [offset.total_seconds()])


def rfc2822(moment: datetime) -> str:
    """`Sun, 22 Nov 2026 15:25:58 +0000`, as Twilio writes time."""
    return format_datetime(moment)
