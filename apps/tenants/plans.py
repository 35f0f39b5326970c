"""When a connection's plans are made anew: when the tables have grown much since, and ever more rarely besides.

A generic plan that was made while the tables were small may have picked the wrong index of two that looked alike,
and would keep to it until the next ANALYZE: a submission's look for the same person then read all leads of a day.
"""

import random
import threading
import time
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import psycopg

GROWTH, FEW_PAGES = 4, 64
# One small table may have grown beside larger ones: plans live that long at first, then twice as long, and so on.
FIRST_LIFE_SECONDS, LONGEST_LIFE_SECONDS = 2.0, 600.0
LOOK_SECONDS = 1.0
# To plan all that a worker's connection has prepared takes Postgres a tenth of a second or two: one at a time, or leads
# would wait for it after all.
TURN_SECONDS = 1.0
# A statement is planned once and for long, perhaps while the tables are empty: it keeps to the indexes from the start.
BY_INDEX = """
set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
set_config('enable_sort', 'off', true)
"""
# Of all that tenants have, in pages of 8 kB.
SIZE = "SELECT sum(pg_relation_size(oid))::bigint / 8192 FROM pg_class WHERE relrowsecurity"

Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class Plans:
    """What one connection has planned: after how many `times`, for how long it may last, and until when."""

    times: int
    life: float
    until: float


class Growth:
    """What this process knows of the tables' size, and of its connections' plans.

    `times`: how often the tables have outgrown them. `at` is always monotonic seconds.
    """

    def __init__(self) -> None:
        self.times = 0
        # Whether this process plans anew between two pieces of work, and never in the middle of one.
        self.is_at_leisure = False
        self._planned_for: int | None = None
        self._next_look = self._next_turn = 0.0
        self._mutex = threading.Lock()
        self._plans: WeakKeyDictionary[object, Plans] = WeakKeyDictionary()

    def is_to_be_looked_at(self, *, at: float) -> bool:
        """Whether it's time again to ask for `SIZE`."""
        with self._mutex:
            is_time = at >= self._next_look
            if is_time:
                self._next_look = at + LOOK_SECONDS
            return is_time

    def saw(self, pages: int) -> None:
        """The tables are that large."""
        with self._mutex:
            if self._planned_for is None:
                self._planned_for = pages
            elif pages >= max(FEW_PAGES, GROWTH * self._planned_for):
                self._planned_for, self.times = pages, self.times + 1

    def are_old(self, connection: object, *, at: float) -> bool:
        """Whether the connection's plans were made before the tables grew, or have lived their time."""
        plans = self._plans.get(connection)
        if plans is None:
            self._plans[connection] = self._made(FIRST_LIFE_SECONDS, at=at)
            return False
        return plans.times != self.times or at >= plans.until

    def is_turn(self, *, at: float) -> bool:
        """Whether one of this process's connections may plan anew now; then no other may for `TURN_SECONDS`."""
        with self._mutex:
            is_turn = at >= self._next_turn
            if is_turn:
                self._next_turn = at + TURN_SECONDS
            return is_turn

    def made_anew(self, connection: object, *, at: float) -> None:
        """The connection's plans are, or will be with their next use."""
        before = self._plans.get(connection)
        life = min(LONGEST_LIFE_SECONDS, 2 * before.life) if before else FIRST_LIFE_SECONDS
        self._plans[connection] = self._made(life, at=at)

    def _made(self, life: float, *, at: float) -> Plans:
        # Spread, so that connections made together don't plan together.
        return Plans(self.times, life, at + life * random.uniform(1.0, 1.5))


growth = Growth()


def renew(connection: Connection) -> None:
    """Plan all that the connection has prepared anew, now, so that no lead waits for it later."""
    growth.made_anew(connection, at=time.monotonic())
    with connection.transaction():
        connection.execute(f"SELECT {BY_INDEX}")
        connection.execute("DISCARD PLANS")
        prepared = connection.execute(_PREPARED).fetchall()
        with connection.pipeline():
            for name, count in prepared:
                connection.execute(f"EXPLAIN EXECUTE {name} {_nulls(count)}")


def _nulls(count: int) -> str:
    return f"({', '.join(['NULL'] * count)})" if count else ""


_PREPARED = "SELECT quote_ident(name), cardinality(parameter_types) FROM pg_prepared_statements"
