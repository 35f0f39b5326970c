"""The doorbell: rung or not, nobody waits for it."""

import os
import socket
import time
from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings
from rq import Queue
from rq.serializers import JSONSerializer

from apps.core import queues
from apps.core.queues import DEFAULT, URGENT

MANY = [(URGENT, n) for n in range(1_000)]
# So often that one wait for a socket (0.2 s) each would come to twice the seconds, on a busy machine too.
TIMES, SECONDS = 20, 2.0


@pytest.fixture(autouse=True)
def anew(settings: Settings) -> Iterator[None]:
    """Each test meets the Redis of its own settings."""
    forget()
    yield
    forget()


def forget() -> None:
    """What an earlier test has rung would be sent by its settings, and would have them kept."""
    waiting = queues._waiting(os.getpid())
    while not waiting.empty():
        waiting.get()
    queues._queue.cache_clear()
    queues._connection.cache_clear()


def wakes(name: str) -> Queue:
    return Queue(name, connection=queues._connection(), serializer=JSONSerializer)


def is_heard(name: str, job: str, step_id: int) -> bool:
    """Whether a worker would find it; other tests' rings may still be on their way."""
    queue = wakes(name)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if (job, [step_id]) in [(found.func_name, found.args) for found in queue.jobs]:
            return True
        time.sleep(0.02)
    return False


def test_each_queue_is_rung_with_the_steps_id_and_nothing_else() -> None:
    queues.ring([(URGENT, 900_007), (DEFAULT, 900_008)])

    assert is_heard(URGENT, "apps.outreach.jobs.wake_urgent", 900_007)
    assert is_heard(DEFAULT, "apps.outreach.jobs.wake_default", 900_008)


def test_without_redis_a_ring_neither_raises_nor_delays(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    began = time.monotonic()

    for _ in range(TIMES):
        queues.ring(MANY)

    assert time.monotonic() - began < SECONDS


def test_a_redis_that_does_not_answer_delays_nobody(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.REDIS_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        began = time.monotonic()

        for _ in range(TIMES):
            queues.ring(MANY)

        assert time.monotonic() - began < SECONDS


def test_a_redis_that_is_back_is_rung_again(settings: Settings) -> None:
    real = settings.REDIS_URL
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    queues.ring([(URGENT, 1)])
    time.sleep(0.3)

    settings.REDIS_URL = real
    forget()
    queues.ring([(URGENT, 900_009)])

    assert is_heard(URGENT, "apps.outreach.jobs.wake_urgent", 900_009)


def test_a_rush_that_nobody_works_at_leaves_no_more_than_a_few_wakes() -> None:
    wakes(URGENT).delete(delete_jobs=True)

    for _ in range(5):
        queues._send(MANY)

    # Another test's last ring may still have been on its way.
    assert queues.MOST_WAKES <= len(wakes(URGENT)) <= 2 * queues.MOST_WAKES


def test_a_rush_wakes_somebody_as_soon_as_the_last_wakes_are_taken() -> None:
    wakes(URGENT).delete(delete_jobs=True)
    queues._send(MANY)
    wakes(URGENT).delete(delete_jobs=True)

    queues._send([(URGENT, n) for n in range(900_010, 900_020)])

    assert is_heard(URGENT, "apps.outreach.jobs.wake_urgent", 900_019)
