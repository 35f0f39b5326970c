"""A run's figures as a table for people and as JSON for machines."""

import math
import os
import platform
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime

import orjson

from bench.figures import ALL, ALONE, Figures, Verdict, verdicts
from bench.parts import Found

_MS = "{:,.1f} / {:,.1f} ms"
_FINE = "{:,.2f} / {:,.2f} ms"


def _both(name: str) -> tuple[str, str]:
    return f"{name}.p50_ms", f"{name}.p99_ms"


def _ingested(name: str, says: str) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    return (
        (f"durable leads a second, {says}", "{:,.0f}/s", (f"{name}.rate",)),
        ("  ack at saturation, p50 / p99", _MS, _both(name)),
        ("  ack at half of it, p50 / p99", _MS, _both(f"{name}.half")),
        ("  the generator's share of a core", "{:.0%}", (f"{name}.generator_cpu",)),
    )


_LINES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("pgbench, two inserts a transaction", "{:,.0f} commits/s", ("pgbench.two_inserts.rate",)),
    ("pgbench, the seven rows of a lead", "{:,.0f} commits/s", ("pgbench.hook_inserts.rate",)),
    *_ingested(ALONE, "web alone"),
    *_ingested(ALL, "all running"),
    ("received → carrier, 20 leads/s, p50 / p99", _MS, _both("carrier.received")),
    ("sent → carrier, 20 leads/s, p50 / p99", _MS, _both("carrier.sent")),
    ("commit → claim, idle, p50 / p99", _MS, _both("doorbell")),
    ("a lead's request without the flush, a million listed, p50 / p99", _FINE, _both("checks.request")),
    ("  what the gate reads before its call", _FINE, _both("checks.asked")),
    ("  the gate's core, its CPU", _FINE, _both("checks.core")),
    ("  all of them together", _FINE, _both("checks.all")),
    ("synchronous chain, leads a second", "{:,.0f}/s", ("chain.rate",)),
    ("  ack at saturation, p50 / p99", _MS, _both("chain.full")),
    ("  ack at 20 leads/s, p50 / p99", _MS, _both("chain")),
    ("answer → first audio, p50 / p99", _MS, _both("talk.first")),
    ("end of speech → reply, one call, p50 / p95", _MS, ("talk.gap.p50_ms", "talk.gap.p95_ms")),
    ("interrupted → silent, p50 / the longest of 50", _MS, ("talk.interrupted.p50_ms", "talk.interrupted.most_ms")),
    ("  20 calls on one core", _MS, ("talk.20.p50_ms", "talk.20.p95_ms")),
    ("  40 calls on one core", _MS, ("talk.40.p50_ms", "talk.40.p95_ms")),
    ("  CPU of one call of them", "{:.2f} s", ("talk.40.cpu_seconds_a_call",)),
    ("dial command → INVITE, p50 / p99", _MS, _both("phone.invite")),
    ("  50 calls by SIP at once, share of a core a call", "{:.2%}", ("phone.core_a_call",)),
    ("  frames that the dialer had nothing to fill with", "{:.0f}", ("phone.starved_frames",)),
    (
        "  25 bridges, of a core a leg, plain / recorded",
        "{:.2%} / {:.2%}",
        ("phone.core_a_bridged_leg", "phone.core_a_taped_leg"),
    ),
    ("  their gaps over 40 ms, plain / recorded", "{:.0f} / {:.0f}", ("phone.bridged_gaps", "phone.taped_gaps")),
    ("  gaps over 40 ms, at the lead's ear / the agent's", "{:.0f} / {:.0f}", ("phone.lead_gaps", "phone.agent_gaps")),
    ("one request in process, its thread's CPU", "{:.3f} ms", ("request.thread_cpu_ms",)),
    ("  with the doorbell's thread", "{:.3f} ms", ("request.process_cpu_ms",)),
    ("  elapsed", "{:.3f} ms", ("request.wall_ms",)),
    ("pages among 100,000 leads, first byte, p50 / p95", _MS, ("screens.p50_ms", "screens.p95_ms")),
    ("  the slowest page's p95", "{:,.1f} ms", ("screens.slowest.p95_ms",)),
    ("  each page's first, p95 / the slowest", _MS, ("screens.fresh.p95_ms", "screens.fresh.most_ms")),
    ("event → screen, p50 / p95", _MS, ("news.p50_ms", "news.p95_ms")),
)
_WIDTH = 52


def table(found: Found) -> str:
    """What was measured, then each budget and whether it holds, then what became of the leads."""
    judged = map(_judged, verdicts(found.figures))
    tally = found.tally
    sums = f"{tally.sent:,} leads sent, {tally.failed:,} not acknowledged, {tally.lost:,} lost"
    return "\n\n".join(filter(None, ("\n".join(_measured(found.figures)), "\n".join(judged), sums, found.listing)))


def as_json(found: Found) -> bytes:
    """Everything but the profile's text; a figure that could not be had is null."""
    judged = [
        {"says": each.budget.says, "limit": each.budget.limit, "value": each.value, "holds": each.holds}
        for each in verdicts(found.figures)
    ]
    told = {
        "at": datetime.now(UTC),
        "machine": {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()},
        "figures": found.figures,
        "budgets": judged,
        "leads": asdict(found.tally),
    }
    return orjson.dumps(told, option=orjson.OPT_INDENT_2)


def _measured(figures: Figures) -> Iterator[str]:
    for says, shape, names in _LINES:
        if figures.keys() >= set(names):
            yield f"{says:<{_WIDTH}} {shape.format(*(figures[name] for name in names))}"


def _judged(verdict: Verdict) -> str:
    budget, value = verdict.budget, verdict.value
    mark, sign = "✓" if verdict.holds else "✗", "≥" if budget.is_floor else "≤"
    shown = "not measured" if math.isnan(value) else f"{value:.3g} {budget.unit}"
    return f"{mark} {budget.says:<{_WIDTH - 2}} {shown:<12} {sign} {budget.limit:g} {budget.unit}"
