"""What Prometheus is told: the product's counters and histograms, one plain call for each fact.

A call costs under 1 µs, or up to 2 µs where processes share `PROMETHEUS_MULTIPROC_DIR` (see docs/api.md).
Labels are the code's own words, never a person's or a tenant's: each new value is a new series for ever.
"""

import os
from bisect import bisect_left
from functools import cache
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

MULTIPROC_DIR = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
if MULTIPROC_DIR:
    # Without it the first label used would raise, in the middle of somebody's request.
    Path(MULTIPROC_DIR).mkdir(parents=True, exist_ok=True)


class QuickHistogram(Histogram):
    """Finds the bucket by bisection: 0.3 µs less than the library's loop."""

    _upper_bounds: list[float]

    def observe(self, amount: float, exemplar: dict[str, str] | None = None) -> None:
        self._sum.inc(amount)
        self._buckets[bisect_left(self._upper_bounds, amount)].inc(1)


_OURS = CollectorRegistry()
_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
_SLOW = (0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)

_hooks = QuickHistogram(
    "leadhub_hook_seconds",
    "From a webhook's last byte to its answer.",
    ["outcome", "status"],
    registry=_OURS,
    buckets=_FAST,
)
_rung = Counter("leadhub_doorbell_rung", "Steps whose doorbell was rung.", registry=_OURS)
_unheard = Counter("leadhub_doorbell_failed", "Times that Redis could not be rung.", registry=_OURS)
_claims = QuickHistogram(
    "leadhub_step_claim_delay_seconds",
    "From a step's due time to its claim by a worker.",
    ["kind"],
    registry=_OURS,
    buckets=_SLOW,
)
_ends = Counter("leadhub_step_ended", "Attempts at steps, by what came of them.", ["kind", "outcome"], registry=_OURS)
_vendors = QuickHistogram(
    "leadhub_vendor_seconds",
    "A vendor's time to answer one request.",
    ["vendor", "outcome"],
    registry=_OURS,
    buckets=_SLOW,
)
_hook, _claim, _end, _vendor = (
    cache(_hooks.labels),
    cache(_claims.labels),
    cache(_ends.labels),
    cache(_vendors.labels),
)


def hook_answered(outcome: str, seconds: float, *, status: int = 200) -> None:
    """A webhook was answered: `outcome` as in `Delivery.State`, or the reason for a refusal."""
    _hook(outcome, status).observe(seconds)


def doorbell_rung(count: int = 1) -> None:
    """The queue took the ids of so many steps."""
    _rung.inc(count)


def doorbell_failed() -> None:
    """The queue was out of reach; the sweeper finds the steps."""
    _unheard.inc()


def step_claimed(kind: str, delay_seconds: float) -> None:
    """A worker holds the step, so long after it was due."""
    _claim(kind).observe(max(delay_seconds, 0.0))


def step_ended(kind: str, outcome: str) -> None:
    """An attempt is over: `outcome` is the state that the step moved to."""
    _end(kind, outcome).inc()


def vendor_answered(vendor: str, outcome: str, seconds: float) -> None:
    """A vendor answered or did not: `outcome` is `ok` or the error's name."""
    _vendor(vendor, outcome).observe(seconds)


def exposition() -> bytes:
    """Everything counted so far, of all processes that share the directory, as Prometheus text."""
    if not MULTIPROC_DIR:
        return generate_latest(_OURS)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, MULTIPROC_DIR)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
