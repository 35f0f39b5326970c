"""The doorbell: tells idle workers by Redis that there is work in Postgres; may be lost without harm.

The only module that knows RQ's queues. A ring never delays or fails the caller: a thread of this process sends
what has gathered, and drops it if Redis is away, for the sweeper looks into Postgres every second.
"""

import os
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from queue import SimpleQueue

import redis
import structlog
from django.conf import settings
from rq import Queue
from rq.serializers import JSONSerializer

from apps.core import metrics

log = structlog.get_logger(__name__)

URGENT, DEFAULT = "urgent", "default"
JOBS = {URGENT: "apps.outreach.jobs.wake_urgent", DEFAULT: "apps.outreach.jobs.wake_default"}
MOST_AT_ONCE = 200
# Whoever is woken works until nothing is due, so a rush needs no more than a few wakes a queue.
MOST_WAKES = 4
REST_SECONDS, LONGEST_REST_SECONDS = 0.001, 0.05
_SOCKET_SECONDS = 0.2

Ring = tuple[str, int]


def ring(rings: Iterable[Ring]) -> None:
    """Wake a worker for each (queue, step id); returns at once, never raises."""
    waiting = _waiting(os.getpid())
    rings = list(rings)
    # A worker that is awake does the first itself, as soon as it is done with what it has.
    awake = _awake.get()
    own = next((each for each in rings if awake and each[0] == awake.queue), None)
    if awake and own:
        awake.is_rung = True
    for each in rings:
        if each != own:
            waiting.put(each)


@dataclass
class Awake:
    """A worker at its work. `is_rung`: there is more for it, for which nobody else was woken."""

    queue: str
    is_rung: bool = False


@contextmanager
def awake(queue: str) -> Iterator[Awake]:
    """In this block we work for the queue; when it ends, whoever was rung looks for more."""
    worker = Awake(queue)
    token = _awake.set(worker)
    try:
        yield worker
    finally:
        _awake.reset(token)


_awake: ContextVar[Awake | None] = ContextVar("awake", default=None)


@cache
def _waiting(_pid: int) -> SimpleQueue[Ring]:
    """The rings of this process (a forked child starts its own), and the thread that sends them."""
    waiting: SimpleQueue[Ring] = SimpleQueue()
    threading.Thread(target=_send_for_ever, args=[waiting], name="doorbell", daemon=True).start()
    return waiting


def _send_for_ever(waiting: SimpleQueue[Ring]) -> None:
    while True:
        gathered = [waiting.get()]
        while len(gathered) < MOST_AT_ONCE and not waiting.empty():
            gathered.append(waiting.get())
        _send(gathered)
        # The first ring of a rush goes at once; those behind it gather, for a ring costs more than a lead. The more
        # there are, the longer: by then the workers are awake, and look again before they sleep.
        time.sleep(min(LONGEST_REST_SECONDS, REST_SECONDS * len(gathered)))


def _send(rings: list[Ring]) -> None:
    try:
        for name in {name for name, _ in rings}:
            ids = [step_id for queue, step_id in rings if queue == name]
            # Whoever takes a wake that nobody has taken yet will find these, too.
            if len(ids) > MOST_WAKES and _queue(name).count >= MOST_WAKES:
                continue
            few = ids[-min(MOST_WAKES, (len(ids) + 1) // 2) :]
            wakes = [Queue.prepare_data(JOBS[name], args=[step_id], result_ttl=0) for step_id in few]
            _queue(name).enqueue_many(wakes)
    except Exception as error:  # the outermost loop of this thread: a dead one would gather rings for ever
        metrics.doorbell_failed()
        log.warning("doorbell.unheard", count=len(rings), exception=type(error).__name__)
    else:
        metrics.doorbell_rung(len(rings))


@cache
def _queue(name: str) -> Queue:
    """Kept: making a queue for each ring halved the throughput of the web process (STACK 5.3)."""
    return Queue(name, connection=_connection(), serializer=JSONSerializer)


@cache
def _connection() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=_SOCKET_SECONDS, socket_connect_timeout=_SOCKET_SECONDS
    )
