"""Questions to Postgres and Redis that must not keep a probe waiting, however dead the other side is."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

PATIENCE_SECONDS = 1.0
_REDIS_SECONDS = 0.2


class Away(Exception):
    """Postgres did not answer in time, or at all."""


@cache
def _thread() -> ThreadPoolExecutor:
    """One thread, with its own connection: while a frozen server holds it, further probes fail in time."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="probe")


def ask[Answer](question: Callable[[], Answer]) -> Answer:
    """What Postgres answers within a second. Raises `Away`."""
    try:
        return _thread().submit(_asked, question).result(timeout=PATIENCE_SECONDS)
    except (TimeoutError, DatabaseError, InterfaceError) as error:
        raise Away(type(error).__name__) from error


def _asked[Answer](question: Callable[[], Answer]) -> Answer:
    try:
        return question()
    except (DatabaseError, InterfaceError):
        # The connection may be of before a restart: the next question gets a new one.
        connection.close()
        raise


def is_migrated() -> bool:
    """Whether every migration of this code has run. Raises `Away`."""
    expected = _expected()
    return expected <= set(ask(lambda: MigrationRecorder(connection).applied_migrations()))


@cache
def _expected() -> frozenset[tuple[str, str]]:
    """Read from disk once: takes some 100 ms."""
    return frozenset(MigrationLoader(None).graph.nodes)


def redis_answers() -> bool:
    try:
        return bool(_redis().ping())
    except redis.RedisError:
        return False


@cache
def _redis() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=_REDIS_SECONDS, socket_connect_timeout=_REDIS_SECONDS
    )
