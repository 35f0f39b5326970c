"""What the embedded servers have in common: they run in the foreground, tied to whoever started them."""

import os
import signal
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from apps.core.embedded import accounts, places, tether

ROOT = Path(__file__).resolve().parents[3]
STOP_SECONDS = 10.0


class NotReady(Exception):
    """The server died, or didn't answer in time; the message ends with its last words."""


class Server(ABC):
    """One server, its files under `directory`, on 127.0.0.1:`port`."""

    name: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]

    def __init__(self, directory: Path, port: int) -> None:
        self.directory = directory.absolute()
        self.port = port
        self.account = accounts.for_servers()
        self.home = places.home(self.directory, self.name, account=self.account)

    @abstractmethod
    def prepare(self) -> None:
        """Make the files that the server needs, and clear what a crash left; harmless when repeated."""

    @abstractmethod
    def command(self) -> list[str]:
        """The server itself, to be run under `account`."""

    @abstractmethod
    def url(self) -> str:
        """Where clients find it, password included."""

    @abstractmethod
    def is_ready(self) -> bool:
        """Whether it answers now."""

    def launch_command(self) -> list[str]:
        """For any supervisor, run in ROOT: prepares, drops root, ties itself, turns into the server."""
        return [
            sys.executable,
            "-m",
            "apps.core.embedded.serve",
            self.name,
            str(self.directory),
            str(self.port),
        ]

    def serve(self, *, parent: int) -> None:
        """Turn this program into the server; never returns."""
        self.prepare()
        command = self.command()
        os.chdir(self.home)
        self.account.become()
        tether.tie(self.stop_signal, parent=parent)
        os.execv(command[0], command)  # noqa: S606 - becoming it is the point

    def wait_ready(self, *, seconds: float = 60.0, child: subprocess.Popen[bytes] | None = None) -> None:
        """Return once it answers; NotReady if it doesn't, at once if `child` has ended."""
        deadline = time.monotonic() + seconds
        while not self.is_ready():
            if time.monotonic() > deadline or (child is not None and child.poll() is not None):
                raise NotReady(f"{self.name} on port {self.port} did not start. {self._last_words()}")
            time.sleep(0.02)

    @contextmanager
    def running(self) -> Iterator[str]:
        """Run it as our child for the length of the block; gives its URL."""
        with self.log.open("ab") as log:
            child = subprocess.Popen(self.launch_command(), cwd=ROOT, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        try:
            self.wait_ready(child=child)
            yield self.url()
        finally:
            _stop(child, self.stop_signal)

    @property
    def log(self) -> Path:
        """What it says when `running` starts it."""
        return self.directory / f"{self.name}.log"

    def _last_words(self) -> str:
        return self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""


def _stop(child: subprocess.Popen[bytes], how: signal.Signals) -> None:
    child.send_signal(how)
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
