"""How long a lead waits for a reply, and how many at once wait no longer: by engines that take as long as told."""

import os
import subprocess
import sys
from typing import Any

import orjson
import requests

from apps.core.embedded import ports
from apps.core.embedded.ports import LOOPBACK
from apps.sandbox.rig import wait_until
from bench.figures import Figures, percentile
from bench.talk_server import LLM, STT, TTS

TURNS = 4
MANY = (20, 40)
INTERRUPTED = 50
# The pause that tells the end of speech; after a yes/no question nothing more is waited for.
ENDPOINTING = 0.2


def measure() -> Figures:
    """One call, each of its turns; then many at once, on one core."""
    port = ports.free()
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "leadhub.settings"}
    server = subprocess.Popen([sys.executable, "-m", "bench.talk_server", str(port)], env=environment)
    base = f"{LOOPBACK}:{port}"
    try:
        wait_until(lambda: requests.get(f"http://{base}/cpu", timeout=1).ok, seconds=60)
        figures = _one(base) | _interrupted(base)
        for calls in MANY:
            figures |= _many(base, calls, alone_ms=figures["talk.gap.p95_ms"])
    finally:
        server.terminate()
        server.wait(timeout=10)
    return figures


def _one(base: str) -> dict[str, float]:
    first, gaps = [], []
    for _ in range(5):
        told = _told(base, 1)
        first += told["first_ms"]
        gaps += told["gaps_ms"]
    beyond_ms = (STT + LLM + TTS + ENDPOINTING) * 1000
    return {
        "talk.first.p50_ms": percentile(first, 0.5),
        "talk.first.p99_ms": percentile(first, 0.99),
        "talk.gap.p50_ms": percentile(gaps, 0.5),
        "talk.gap.p95_ms": percentile(gaps, 0.95),
        "talk.beyond.p50_ms": percentile(gaps, 0.5) - beyond_ms,
    }


def _interrupted(base: str) -> dict[str, float]:
    """How long the agent is heard after somebody has spoken into its words."""
    gaps = [gap for _ in range(5) for gap in _told(base, INTERRUPTED // 5, turns=0)["gaps_ms"]]
    return {
        "talk.interrupted.calls": float(len(gaps)),
        "talk.interrupted.p50_ms": percentile(gaps, 0.5),
        "talk.interrupted.most_ms": max(gaps),
    }


def _many(base: str, calls: int, *, alone_ms: float) -> dict[str, float]:
    before = _cpu(base)
    told = _told(base, calls)
    name, p95 = f"talk.{calls}", percentile(told["gaps_ms"], 0.95)
    return {
        f"{name}.p50_ms": percentile(told["gaps_ms"], 0.5),
        f"{name}.p95_ms": p95,
        f"{name}.over_one_call": p95 / alone_ms,
        f"{name}.first.p99_ms": percentile(told["first_ms"], 0.99),
        f"{name}.gaps": float(len(told["holes_ms"])),
        f"{name}.cpu_seconds_a_call": (_cpu(base) - before) / calls,
    }


def _told(base: str, calls: int, *, turns: int = TURNS) -> Any:
    asked = [sys.executable, "-m", "bench.talk_leads", f"ws://{base}/stream", str(calls), str(turns)]
    return orjson.loads(subprocess.run(asked, check=True, stdout=subprocess.PIPE).stdout)


def _cpu(base: str) -> float:
    return float(requests.get(f"http://{base}/cpu", timeout=10).json()["cpu"])


if __name__ == "__main__":
    sys.stdout.write(f"{orjson.dumps(measure(), option=orjson.OPT_INDENT_2).decode()}\n")
