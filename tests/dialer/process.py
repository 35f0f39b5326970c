"""The dialer as its own process, and orders to it."""

import os
import signal
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import Any

import requests

from apps.core.embedded import ports
from apps.integrations.wire.dialer import Order, Standing, Trunk
from apps.sandbox.demo import leftovers, program
from apps.sandbox.nursery import Forked, Nursery

from .exchange import LOOPBACK
from .office import SECRET, Office

LEAD, OURS = "+12025550143", "+12025550100"


@dataclass
class Dialer:
    """`start`, and `kill` or `end`; the journal outlives each of them."""

    directory: Path
    nursery: Nursery
    trusted: tuple[str, ...] = ()
    voice_url: str = ""
    options: tuple[str, ...] = ()
    port: int = field(default_factory=ports.free)
    process: Forked | None = None

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def journal(self) -> Path:
        return self.directory / "journal.jsonl"

    @property
    def tapes(self) -> Path:
        return self.journal.with_suffix(".tapes")

    @property
    def log(self) -> str:
        return (self.directory / "dialer.log").read_text()

    def start(self) -> None:
        # Tied as in the demo: nothing outlives the tests.
        command = [sys.executable, "-m", "apps.sandbox.demo.program", sys.executable, "manage.py", "run_dialer"]
        command += ["--port", str(self.port), "--interface", LOOPBACK, "--journal", str(self.journal)]
        command += ["--rtp-ports", "21000-22999", "--drain-seconds", "1", "--ping-seconds", "0.6", *self.options]
        environment = os.environ | {
            "LEADHUB_DIALER_SECRET": SECRET,
            "LEADHUB_VOICE_URL": self.voice_url,
            "LEADHUB_TRUSTED_ORIGINS": ",".join(self.trusted),
            leftovers.MARK: str(self.directory),
            program.NAME: "dialer",
        }
        self.process = self.nursery.fork(command, environment=environment, log=self.directory / "dialer.log")
        self._wait()

    def kill(self) -> None:
        """As a crash would."""
        self._ended(signal.SIGKILL)

    def end(self) -> None:
        """In good order."""
        self._ended(signal.SIGTERM)

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {SECRET}"}
        return requests.request(method, self.url + path, headers=headers, timeout=10, **options)

    def place(self, order: Order) -> Standing:
        answer = self.ask("POST", "/calls", data=order.model_dump_json())
        assert answer.status_code == 201, answer.text
        return Standing.model_validate_json(answer.content)

    def known(self, token: str) -> list[Standing]:
        listed = self.ask("GET", "/calls", params={"token": token}).json()
        return [Standing.model_validate(each) for each in listed["calls"]]

    def _ended(self, how: signal.Signals) -> None:
        if self.process and self.process.process and self.process.process.is_running():
            os.kill(self.process.pid, how)
            self.process.wait(timeout=15)

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            assert self.process is not None
            assert self.process.process is not None, self.log
            assert self.process.process.is_running(), self.log
            try:
                requests.get(f"{self.url}/healthz", timeout=1)
            except requests.ConnectionError:
                time.sleep(0.02)
            else:
                return
        raise AssertionError("the dialer does not listen")


def trunk(port: int, **more: Any) -> Trunk:
    return Trunk(host=LOOPBACK, port=port, **more)


def order(office: Office, *trunks: Trunk, to: str = LEAD, token: str = "", **more: Any) -> Order:
    """One call, whose news goes to the office under its token."""
    token = token or token_hex(8)
    urls = {"answer_url": f"{office.url}/{token}/answer", "status_url": f"{office.url}/{token}/status"}
    wanted = {"ring_seconds": 5, "most_seconds": 60, "caller_id": OURS} | urls | more
    return Order(token=token, to=to, trunks=trunks, **wanted)
