"""The synchronous chain's figures, by the same generator on the same machine."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from apps.core.embedded import ports
from apps.core.embedded.ports import LOOPBACK
from apps.sandbox.rig import wait_until
from bench import load
from bench.figures import Figures, percentiles, rate
from bench.ingest import Tally
from bench.load import Plan

CONNECTIONS = 64
MODEST_RATE = 20
WARM_UP_SECONDS = 1.0


def measure(*, seconds: float) -> tuple[Figures, Tally]:
    """Acknowledgements a second at saturation, and their times when it has little to do."""
    with _running() as url:
        load.run(Plan(url, 0, WARM_UP_SECONDS, MODEST_RATE))
        modest = load.run(Plan(url, 0, seconds, MODEST_RATE))
        full = load.run(Plan(url, 0, WARM_UP_SECONDS + seconds, None, CONNECTIONS))
    began = full.began_at + WARM_UP_SECONDS
    finished = (answer.planned_at + answer.seconds for answer in full.answers if answer.status == 200)
    figures = {
        "chain.rate": rate(finished, after=began, until=began + seconds),
        **percentiles("chain", [answer.seconds for answer in modest.answers]),
        **percentiles("chain.full", [answer.seconds for answer in full.answers]),
    }
    answers = [*modest.answers, *full.answers]
    return figures, Tally(sent=len(answers), failed=sum(answer.status != 200 for answer in answers))


@contextmanager
def _running() -> Iterator[str]:
    listener, logic, crm = ports.free(), ports.free(), ports.free()
    places = (("crm", crm, 0), ("logic", logic, crm), ("listener", listener, logic))
    started = [_start(name, port, next_port) for name, port, next_port in places]
    try:
        for _, port, _ in places:
            wait_until(lambda port=port: _answers(port), seconds=15)
        yield f"http://{LOOPBACK}:{listener}/"
    finally:
        for process in started:
            process.kill()
            process.wait()


def _start(name: str, port: int, next_port: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "bench.synchronous", name, str(port), str(next_port)])


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
        return True
    return False
