"""What a run found, and how it stands against the budgets of DESIGN.md section 7. Pure."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

# By dotted name: "ingest.alone.p50_ms".
Figures = Mapping[str, float]


@dataclass(frozen=True)
class Budget:
    """A figure made of figures, and where it has to be."""

    says: str
    limit: float
    unit: str
    of: Callable[[Figures], float]
    is_floor: bool = False

    def holds(self, value: float) -> bool:
        return value >= self.limit if self.is_floor else value <= self.limit


@dataclass(frozen=True)
class Verdict:
    """What a budget's figure came to in this run."""

    budget: Budget
    value: float

    @property
    def holds(self) -> bool:
        return self.budget.holds(self.value)


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that `share` of them don't exceed; NaN of nothing."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(share * len(ranked)) - 1)] if ranked else math.nan


def percentiles(name: str, seconds: Sequence[float]) -> Figures:
    """`name`.p50_ms and .p99_ms of times in seconds."""
    return {f"{name}.p{share}_ms": 1_000 * percentile(seconds, share / 100) for share in (50, 99)}


def rate(finished_at: Iterable[float], *, after: float, until: float) -> float:
    """How many a second finished in the window."""
    return sum(after <= moment < until for moment in finished_at) / (until - after)


def verdicts(figures: Figures) -> list[Verdict]:
    """The budgets whose parts have all been measured."""
    found = []
    for budget in BUDGETS:
        try:
            found.append(Verdict(budget, budget.of(figures)))
        except KeyError:
            continue
    return found


def _ratio(above: str, below: str) -> Callable[[Figures], float]:
    return lambda figures: figures[above] / figures[below]


def _plain(name: str) -> Callable[[Figures], float]:
    return lambda figures: figures[name]


def _gaps_by_sip(figures: Figures) -> float:
    return figures["phone.lead_gaps"] + figures["phone.agent_gaps"]


# With all running a flood has no budget: a lead's calls, texts and records cost thirty times its ingestion (the table
# shows both), so on one machine half of what is acknowledged is far more than can be carried out.
ALONE, ALL = "ingest.alone", "ingest.all"
_TWO = "pgbench.two_inserts.rate"
BUDGETS = (
    Budget("leads a second ÷ pgbench's commits, web alone", 0.20, "x", _ratio(f"{ALONE}.rate", _TWO), is_floor=True),
    Budget("leads a second ÷ the chain's", 3, "x", _ratio(f"{ALONE}.rate", "chain.rate"), is_floor=True),
    Budget("ack p50 ÷ the chain's", 1 / 20, "x", _ratio(f"{ALONE}.half.p50_ms", "chain.p50_ms")),
    Budget("ack p50 at half of saturation, web alone", 10, "ms", _plain(f"{ALONE}.half.p50_ms")),
    Budget("ack p99 at half of saturation, web alone", 50, "ms", _plain(f"{ALONE}.half.p99_ms")),
    Budget("the gate's core decides, p50 of its CPU", 0.2, "ms", _plain("checks.core.p50_ms")),
    Budget("all checks of a lead, a million listed, p99", 5, "ms", _plain("checks.all.p99_ms")),
    Budget("doorbell: commit → claim p99, idle", 10, "ms", _plain("doorbell.p99_ms")),
    Budget("received → carrier p50 at 20 leads/s", 20, "ms", _plain("carrier.received.p50_ms")),
    Budget("received → carrier p99 at 20 leads/s", 100, "ms", _plain("carrier.received.p99_ms")),
    Budget("answer → first audio p99", 150, "ms", _plain("talk.first.p99_ms")),
    Budget("end of speech → reply, beyond engines and end-pointing, p50", 110, "ms", _plain("talk.beyond.p50_ms")),
    Budget("interrupted, silent at the latest after, 50 calls", 200, "ms", _plain("talk.interrupted.most_ms")),
    Budget("dial command → INVITE, p50", 3, "ms", _plain("phone.invite.p50_ms")),
    Budget("50 calls by SIP at once, answered", 50, "", _plain("phone.answered"), is_floor=True),
    Budget("50 calls by SIP at once, gaps over 40 ms", 0, "", _gaps_by_sip),
    Budget("50 calls by SIP at once, of a core a call", 0.015, "", _plain("phone.core_a_call")),
    Budget("20 calls on one core, p95 ÷ one call's", 1.1, "x", _plain("talk.20.over_one_call")),
    Budget("20 calls on one core, gaps over 40 ms", 0, "", _plain("talk.20.gaps")),
    Budget("40 calls on one core, p95 ÷ one call's (aim)", 1.1, "x", _plain("talk.40.over_one_call")),
    Budget("40 calls on one core, gaps over 40 ms (aim)", 0, "", _plain("talk.40.gaps")),
    Budget(
        "pages among 100,000 leads, first byte, the slowest page's p95", 150, "ms", _plain("screens.slowest.p95_ms")
    ),
    Budget("event → screen, p95", 250, "ms", _plain("news.p95_ms")),
)
