"""SIPp as a process: runs a scenario to its end, and says why it failed."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from apps.core.embedded.ports import LOOPBACK
from apps.sandbox.rig import wait_until
from tests.peers import scenario

SECONDS = 40


class Failed(Exception):
    """SIPp met something that its scenario does not have."""


@dataclass
class Sipp:
    """Keeps its scenario and its complaints in a directory."""

    directory: Path
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    def call(self, address: str, to: str, steps: Iterable[str], *options: str) -> None:
        """Be the caller. Raises `Failed`."""
        self._finish(self._begin(steps, address, "-s", to, "-m", "1", *options))

    def serve(self, steps: Iterable[str], *options: str, port: int) -> None:
        """Be the one who is called, in the background; listens when this returns."""
        process = self._begin(steps, "-p", str(port), "-m", "1", *options)
        self.running.append(process)
        wait_until(lambda: _is_taken(port) or process.poll() is not None, seconds=5, every=0.01)
        if process.poll() is not None:
            self.served()

    def served(self) -> None:
        """Once every call has come and gone. Raises `Failed`."""
        while self.running:
            self._finish(self.running.pop())

    def close(self) -> None:
        for process in self.running:
            process.kill()
            process.wait(timeout=5)

    def _begin(self, steps: Iterable[str], *options: str) -> subprocess.Popen[str]:
        (self.directory / "scenario.xml").write_text(scenario.xml("LeadHub", steps))
        common = ("-sf", "scenario.xml", "-i", LOOPBACK, "-mi", LOOPBACK, "-nostdin", "-trace_err", "-skip_rlimit")
        limits = ("-error_file", "errors.log", "-timeout", f"{SECONDS}s", "-timeout_error")
        return subprocess.Popen(
            ["sipp", *options, *common, *limits],
            cwd=self.directory,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _finish(self, process: subprocess.Popen[str]) -> None:
        _, complaint = process.communicate(timeout=SECONDS + 10)
        if process.returncode != 0:
            errors = self.directory / "errors.log"
            told = errors.read_text() if errors.exists() else complaint
            raise Failed(f"SIPp ended with {process.returncode}: {told[-2000:]}")


def _is_taken(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return True
    return False
