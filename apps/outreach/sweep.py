"""Use case: carry out what no doorbell announced, free what dead workers held. Makes Redis a convenience."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from apps.calls import rating
from apps.core.clock import Clock
from apps.core.queues import DEFAULT, URGENT
from apps.leads import progress

from . import (
    aftermath,
    allotting,
    charging,
    claim,
    crm_speed,
    dispatch,
    execute,
    feed,
    look_back,
    provision,
    resting,
    retention,
)
from .models import Step

log = structlog.get_logger(__name__)

# A fresh step's own doorbell is given this long.
GRACE_MS = 250
EVERY_SECONDS = 0.5
CALL_EVERY_SECONDS = 1.0
MOST_CALLED = 200


@dataclass
class Round:
    """What is looked after beside the steps: harmless to repeat, and to be done by several sweepers at once."""

    seconds: float
    do: Callable[[datetime], object]
    done_at: float = float("-inf")


def _rounds() -> list[Round]:
    return [
        Round(5.0, lambda now: aftermath.close_abandoned(now=now)),
        Round(2.0, lambda now: feed.plan()),
        Round(300.0, lambda now: crm_speed.watch(now=now)),
        Round(2.0, lambda now: rating.estimate_owed(now=now)),
        Round(1.0, lambda now: progress.sweep()),
        Round(charging.EVERY.total_seconds(), lambda now: charging.promise(now=now)),
        Round(retention.EVERY.total_seconds(), lambda now: retention.promise(now=now)),
        Round(provision.EVERY.total_seconds(), lambda now: provision.settle(now=now)),
        Round(resting.EVERY.total_seconds(), lambda now: resting.look(now=now)),
        Round(allotting.EVERY.total_seconds(), lambda now: allotting.look(now=now)),
        Round(look_back.EVERY.total_seconds(), lambda now: look_back.promise(now=now)),
    ]


class Sweeper:
    """Looks for due work twice a second, and does it in threads of its own."""

    def __init__(self, *, threads: int, clock: Clock) -> None:
        self._clock = clock
        self._free = threading.Semaphore(threads)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="sweep")
        self._stop = threading.Event()
        self._rounds = _rounds()
        self._called_at = dict.fromkeys((URGENT, DEFAULT), float("-inf"))

    def run(self) -> None:
        """Sweep until `stop`; a database that is away is waited for."""
        while not self._stop.is_set():
            try:
                found = self.once()
            except (DatabaseError, InterfaceError) as error:
                log.warning("sweep.no_database", exception=type(error).__name__)
                connection.close()
                found = 0
            if not found:
                self._stop.wait(EVERY_SECONDS)
        self._pool.shutdown(wait=True)

    def stop(self) -> None:
        """Finish what has begun, begin nothing more."""
        self._stop.set()

    def once(self) -> int:
        """Free lapsed leases and start what is due; returns how many steps were started."""
        claim.free_lapsed(execute.repeatable_kinds())
        self.look_after()
        return sum(self._start_due(queue) for queue in (URGENT, DEFAULT))

    def look_after(self) -> None:
        """Do what is due beside the steps."""
        for each in self._rounds:
            if time.monotonic() - each.done_at > each.seconds:
                each.done_at = time.monotonic()
                each.do(self._clock())

    def _start_due(self, queue: str) -> int:
        started = 0
        while not self._stop.is_set() and self._free.acquire(blocking=False):
            step = self._claim_for_this_hand(queue)
            if step is None:
                return started
            self._pool.submit(self._carry_out, step)
            started += 1
        self._call_for_hands(queue)
        return started

    def _claim_for_this_hand(self, queue: str) -> Step | None:
        """A hand that got nothing to do is free again, also where the database failed it."""
        step = None
        try:
            step = claim.next_due(queue, grace_ms=GRACE_MS)
        finally:
            if step is None:
                self._free.release()
        return step

    def _call_for_hands(self, queue: str) -> None:
        """More is due than we have hands: wake the workers, who may have lost their doorbells with Redis."""
        if time.monotonic() - self._called_at[queue] > CALL_EVERY_SECONDS:
            self._called_at[queue] = time.monotonic()
            dispatch.ring((queue, step_id) for step_id in claim.ids_due(queue, most=MOST_CALLED, grace_ms=GRACE_MS))

    def _carry_out(self, step: Step) -> None:
        try:
            execute.claimed(step, clock=self._clock)
        except (DatabaseError, InterfaceError) as error:
            log.warning("sweep.no_database", step_id=step.pk, kind=step.kind, exception=type(error).__name__)
        finally:
            close_old_connections()
            self._free.release()
