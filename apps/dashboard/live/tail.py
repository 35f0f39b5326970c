"""Follows the events of all tenants as they are committed, and tells Redis which leads have news.

Nothing on a lead's way publishes anything: it would cost each commit. Ids are given before the commit, so a late
commit has a lower id than one that was seen; what is younger than a while is therefore read again, and told once. What
is later than that a page sees when it next reads by itself.
"""

import threading
import time
from collections import OrderedDict

import redis
import structlog
from django.db import Error, connection

from apps.tenants import access

from .news import CHANNEL, gathered, packed

log = structlog.get_logger(__name__)

EVERY_SECONDS = 0.1
REST_SECONDS = 1.0
# A commit that takes longer, or has more events before it than that, is not looked for any more.
LOOK_BACK_SECONDS, MOST_LOOKED_BACK = 2.0, 2_000
_MOST_AT_ONCE = 5_000
_EVENTS = "SELECT id, tenant_id, lead_id::text FROM leads_event WHERE id > %s ORDER BY id LIMIT %s"
# However many live processes there are, one follows; if it ends, Postgres lets go of the lock, and another does.
_LOCK = "SELECT pg_try_advisory_lock(%s)"
_FOLLOWER = access.lock("dashboard.live.tail")

type Row = tuple[int, int, str]


class Tail:
    """One follower; `stop` ends it within a moment."""

    def __init__(self, store: redis.Redis) -> None:
        self._store = store
        self._stopped = threading.Event()
        self._seen: OrderedDict[int, float] = OrderedDict()
        self._before = 0

    def stop(self) -> None:
        self._stopped.set()

    def run(self) -> None:
        """Follow until stopped. A database or a Redis that is away is waited for."""
        while not self._stopped.is_set():
            try:
                self._follow()
            except (Error, redis.RedisError) as error:
                log.warning("live.tail_lost", exception=type(error).__name__)
            connection.close()
            self._stopped.wait(REST_SECONDS)

    def _follow(self) -> None:
        """From now on, while we are the one."""
        self._begin()
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, [_FOLLOWER])
            if not cursor.fetchone()[0]:
                return
        while not self._stopped.wait(EVERY_SECONDS):
            self.once(at=time.monotonic())

    def _begin(self) -> None:
        with access.as_platform(), connection.cursor() as cursor:
            cursor.execute("SELECT COALESCE(max(id), 0) FROM leads_event")
            self._before = cursor.fetchone()[0]
        self._seen.clear()

    def once(self, *, at: float) -> int:
        """Tell what was committed since; how many events."""
        fresh = [row for row in self._read() if row[0] not in self._seen]
        if fresh:
            self._store.publish(CHANNEL, packed(gathered(fresh)))
        self._remember(fresh, at=at)
        return len(fresh)

    def _read(self) -> list[Row]:
        with access.as_platform(), connection.cursor() as cursor:
            cursor.execute(_EVENTS, [self._before, _MOST_AT_ONCE])
            rows: list[Row] = cursor.fetchall()
        return rows

    def _remember(self, fresh: list[Row], *, at: float) -> None:
        """What is old enough is behind us; nothing below it is read again."""
        self._seen.update((event_id, at) for event_id, _, _ in fresh)
        while self._seen:
            event_id, seen_at = next(iter(self._seen.items()))
            if len(self._seen) <= MOST_LOOKED_BACK and at - seen_at < LOOK_BACK_SECONDS:
                return
            del self._seen[event_id]
            self._before = max(self._before, event_id)
