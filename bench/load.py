"""The load generator, a process of its own: `closed` keeps every connection busy, `open` sends at a fixed rate.

At a fixed rate a request's latency counts from the moment it was planned for, so a server that stalls is not
spared the requests that could not be sent meanwhile.
"""

import gc
import subprocess
import sys
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from select import select
from typing import NamedTuple
from urllib.parse import urlsplit

import orjson

from bench import leads
from bench.wire import Wire

PATIENCE_SECONDS = 30.0
_LEAD = b'"lead":"'


@dataclass(frozen=True)
class Plan:
    """What to send. Without a rate, each connection sends as soon as it has its answer."""

    url: str
    first: int
    seconds: float
    rate: float | None = None
    connections: int = 32


class Answer(NamedTuple):
    """One request: the lead's number, when it was planned (Unix time), what came back and after how long."""

    number: int
    planned_at: float
    seconds: float
    status: int
    lead_id: str


@dataclass(frozen=True)
class Outcome:
    """All answers; `cpu_share` of one core is what sending them took."""

    answers: Sequence[Answer]
    began_at: float
    cpu_share: float


def run(plan: Plan) -> Outcome:
    """Carry out the plan in another process, and wait for it."""
    command = [sys.executable, "-m", "bench.load"]
    done = subprocess.run(command, input=orjson.dumps(plan), check=True, stdout=subprocess.PIPE)
    told = orjson.loads(done.stdout)
    return Outcome([Answer(*answer) for answer in told["answers"]], told["began_at"], told["cpu_share"])


class Drive:
    """One plan being carried out."""

    def __init__(self, plan: Plan) -> None:
        address = urlsplit(plan.url)
        self._plan = plan
        self._head = leads.head(address.netloc, address.path)
        wires = [Wire(address.hostname or "", address.port or 80) for _ in range(plan.connections)]
        # Taken in turn, as a connection that is always first would keep one of the server's processes busy.
        self._idle = deque(wires)
        self._busy: dict[int, tuple[Wire, int, float]] = {}
        self._sent = 0
        self.answers: list[Answer] = []

    def carry_out(self) -> None:
        """Send until the time is up, then wait for what is still owed."""
        self._start = time.perf_counter()
        self._ends = self._start + self._plan.seconds
        while time.perf_counter() < self._ends + PATIENCE_SECONDS:
            wait_seconds = self._send_due()
            if wait_seconds is None and not self._busy:
                return
            for fileno in select(list(self._busy), [], [], wait_seconds)[0]:
                self._read(fileno)
        self._give_up()

    def _send_due(self) -> float | None:
        """Send all that is due; gives the seconds to the next, None where only answers are waited for."""
        while (planned := self._planned()) < self._ends:
            now = time.perf_counter()
            if planned > now:
                return planned - now
            if not self._idle:
                return None
            self._send(self._idle.popleft(), planned)
        return None

    def _planned(self) -> float:
        rate = self._plan.rate
        return time.perf_counter() if rate is None else self._start + self._sent / rate

    def _send(self, wire: Wire, planned: float) -> None:
        number = self._plan.first + self._sent
        self._sent += 1
        wire.send(self._head + leads.body(number))
        self._busy[wire.fileno] = (wire, number, planned)

    def _read(self, fileno: int) -> None:
        wire, number, planned = self._busy[fileno]
        reply = wire.read()
        if reply is None:
            return
        self._note(number, planned, reply.status, reply.body.partition(_LEAD)[2][:36].decode())
        del self._busy[fileno]
        self._idle.append(wire)

    def _give_up(self) -> None:
        for _, number, planned in self._busy.values():
            self._note(number, planned, 0, "")

    def _note(self, number: int, planned: float, status: int, lead_id: str) -> None:
        self.answers.append(Answer(number, planned, time.perf_counter() - planned, status, lead_id))


def main() -> None:
    """Read the plan from standard input, write the outcome to standard output."""
    drive = Drive(Plan(**orjson.loads(sys.stdin.buffer.read())))
    gc.disable()
    began, busy = time.perf_counter(), time.process_time()
    # What perf_counter's zero is in Unix time: one clock to measure by, one to compare with other processes.
    zero = time.time() - began
    drive.carry_out()
    cpu_share = (time.process_time() - busy) / (time.perf_counter() - began)
    answers = [tuple(answer._replace(planned_at=answer.planned_at + zero)) for answer in drive.answers]
    told = {"answers": answers, "began_at": began + zero, "cpu_share": cpu_share}
    sys.stdout.buffer.write(orjson.dumps(told))


if __name__ == "__main__":
    main()
