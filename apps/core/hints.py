"""Hints from process to process by Redis: whoever gets one can begin sooner; lost ones cost only time."""

import time
from collections.abc import Callable
from functools import cache

import redis
import structlog
from django.conf import settings

log = structlog.get_logger(__name__)

MOST_WAITING = 1_000
LIFE_SECONDS = 60
_SOCKET_SECONDS = 0.1
# Where Redis is away, nobody waits for it again so soon.
_REST_SECONDS = 10.0
_away_until = 0.0


def give(name: str, hint: str) -> None:
    """To whichever process takes it first. Never raises, and hardly ever waits."""

    def pushed(pipe: redis.client.Pipeline) -> None:
        pipe.rpush(name, hint)
        pipe.ltrim(name, -MOST_WAITING, -1)
        pipe.expire(name, LIFE_SECONDS)

    _send(name, pushed)


def publish(name: str, hint: str) -> None:
    """To all processes that listen now. Never raises, and hardly ever waits."""
    _send(name, lambda pipe: pipe.publish(name, hint))


def _send(name: str, write: Callable[[redis.client.Pipeline], object]) -> None:
    global _away_until  # noqa: PLW0603 - of the process, as Redis is
    if time.monotonic() < _away_until:
        return
    try:
        with _connection().pipeline(transaction=False) as pipe:
            write(pipe)
            pipe.execute()
    except redis.RedisError as error:
        _away_until = time.monotonic() + _REST_SECONDS
        log.warning("hint.lost", name=name, exception=type(error).__name__)


@cache
def _connection() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=_SOCKET_SECONDS, socket_connect_timeout=_SOCKET_SECONDS
    )
