"""How much work waits in Postgres, asked at the moment of a scrape."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from apps.core.queues import DEFAULT, URGENT
from apps.tenants import access
from leadhub import probe

# The same condition as the index `step_due`, so that steps that are done cost nothing. The clock is read once.
_DUE = """
WITH clock AS MATERIALIZED (SELECT leadhub_now() AS now)
SELECT queue, count(*), extract(epoch FROM max(clock.now - due_at))::float
FROM outreach_step, clock
WHERE state IN ('ready', 'unknown', 'waiting') AND due_at <= clock.now
GROUP BY queue
"""


@dataclass(frozen=True)
class Backlog:
    """Steps that are due and not yet claimed; the oldest has been so for `age_seconds`."""

    queue: str
    depth: int
    age_seconds: float


def by_queue() -> list[Backlog]:
    with access.as_platform(), connection.cursor() as cursor:
        cursor.execute(_DUE)
        found = {row[0]: Backlog(*row) for row in cursor.fetchall()}
    # An empty queue is 0, not silence: alerts on silence are hard to write.
    return [found.pop(name, Backlog(name, 0, 0.0)) for name in (URGENT, DEFAULT)] + list(found.values())


def exposition() -> bytes:
    """The backlog as Prometheus text; without Postgres there is just `leadhub_postgres_up 0`."""
    registry = CollectorRegistry()
    try:
        registry.register(_Gauges(probe.ask(by_queue), is_up=True))
    except probe.Away:
        registry.register(_Gauges([], is_up=False))
    return generate_latest(registry)


class _Gauges(Collector):
    def __init__(self, backlogs: Sequence[Backlog], *, is_up: bool) -> None:
        self._backlogs, self._is_up = backlogs, is_up

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("leadhub_postgres_up", "1 if Postgres answers within a second.", value=self._is_up)
        depth = GaugeMetricFamily("leadhub_queue_depth", "Steps that are due and unclaimed.", labels=["queue"])
        age = GaugeMetricFamily("leadhub_queue_age_seconds", "How long the oldest is due.", labels=["queue"])
        for each in self._backlogs:
            depth.add_metric([each.queue], each.depth)
            age.add_metric([each.queue], each.age_seconds)
        yield from (depth, age)
