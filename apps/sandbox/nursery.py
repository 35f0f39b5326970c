"""A process that has loaded what all programs need and forks them for a rig, which saves most of each start.

`python -m apps.sandbox.nursery` reads a line of JSON a program (`Birth`) and answers with its process id. Whatever it
forked ends when it does. With `--loaded` it has the product of its own environment, too.
"""

import gc
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO, cast

import psutil

from apps.core.embedded import tether
from apps.sandbox.demo import loaded, program, warm

LOADED = "--loaded"


@dataclass(frozen=True)
class Birth:
    """A program of ours, what it is told, and where its words go."""

    command: Sequence[str]
    environment: Mapping[str, str]
    log: str


@dataclass(frozen=True)
class Forked:
    """A process that is not our child; None if it was over before anybody looked."""

    pid: int
    process: psutil.Process | None

    def terminate(self) -> None:
        with suppress(psutil.NoSuchProcess):
            if self.process:
                self.process.terminate()

    def wait(self, timeout: float) -> None:
        """Wait for its end. Raises `subprocess.TimeoutExpired`."""
        try:
            if self.process:
                self.process.wait(timeout)
        except psutil.TimeoutExpired as error:
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout) from error


class Nursery:
    """The other end: starts the process, asks it for programs, ends it with all of them.

    `environment`: what its programs share, for which the product is loaded; a program of another is executed anew.
    """

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "apps.sandbox.nursery", *([LOADED] if environment else [])],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            text=True,
        )
        self._asks, self._answers = cast(TextIO, self._process.stdin), cast(TextIO, self._process.stdout)

    def fork(self, command: Sequence[str], *, environment: Mapping[str, str], log: Path) -> Forked:
        """Start a program whose output goes to the end of that file."""
        asked = json.dumps(asdict(Birth(list(command), dict(environment), str(log))))
        self._asks.write(f"{asked}\n")
        self._asks.flush()
        pid = int(self._answers.readline())
        try:
            return Forked(pid, psutil.Process(pid))
        except psutil.NoSuchProcess:
            return Forked(pid, None)

    def close(self) -> None:
        """End it, and all that it forked."""
        self._process.terminate()
        self._process.wait(timeout=10)


def main() -> None:
    """Until standard input ends."""
    tether.tie(signal.SIGTERM, parent=os.getppid())
    warm.up()
    if LOADED in sys.argv:
        loaded.load()
    gc.freeze()
    # Whoever ends is gone at once, and nobody waits for it.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while line := sys.stdin.readline():
        sys.stdout.write(f"{_bear(Birth(**json.loads(line)))}\n")
        sys.stdout.flush()


def _bear(birth: Birth) -> int:
    ours = os.getpid()
    if pid := os.fork():
        return pid
    try:
        _move_in(birth.log)
        program.fork(birth.command, birth.environment, parent=ours)
        os.execve(birth.command[0], list(birth.command), dict(birth.environment))  # noqa: S606 - becoming it
    finally:
        os._exit(127)


def _move_in(log: str) -> None:
    """A session of its own, nothing to read, and a log to write to."""
    os.setsid()
    nothing, words = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    for ours, standard in ((nothing, 0), (words, 1), (words, 2)):
        os.dup2(ours, standard)
    for descriptor in set(range(3, loaded.MOST_FILES)) - loaded.files:
        with suppress(OSError):
            os.close(descriptor)


if __name__ == "__main__":
    main()
