"""A sandbox in its own process, and an application that takes its callbacks."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from apps.core.embedded import ports
from apps.sandbox.rig import wait_until
from tests.sandbox.application import Application
from tests.sandbox.outside import Outside

RING_MS = "150"
fresh_numbers = (f"+1303555{n:04}" for n in itertools.count(1000))

type Start = Callable[[Path], Outside]


@pytest.fixture(scope="session")
def start() -> Iterator[Start]:
    """Starts a sandbox that writes the given journal."""
    processes = []

    def started(journal: Path) -> Outside:
        port, smtp_port = ports.free(), ports.free()
        doors = ("--port", str(port), "--smtp-port", str(smtp_port))
        command = [
            sys.executable,
            "-m",
            "apps.sandbox",
            *doors,
            "--journal",
            str(journal),
            "--ring-ms",
            RING_MS,
        ]
        process = subprocess.Popen(command)
        processes.append(process)
        outside = Outside(f"http://127.0.0.1:{port}", smtp_port, process)
        wait_until(lambda: requests.get(f"{outside.url}/healthz", timeout=1).ok, seconds=60, every=0.02)
        return outside

    yield started
    for process in processes:
        process.terminate()
        process.wait(timeout=5)


@pytest.fixture(scope="session")
def only_sandbox(start: Start, tmp_path_factory: pytest.TempPathFactory) -> Outside:
    return start(tmp_path_factory.mktemp("sandbox") / "journal.jsonl")


@pytest.fixture
def outside(only_sandbox: Outside) -> Iterator[Outside]:
    """The pretend world, with all faults cleared afterwards."""
    yield only_sandbox
    only_sandbox.delete("/faults")
    only_sandbox.delete("/clock")


@pytest.fixture
def application() -> Iterator[Application]:
    with Application() as running:
        yield running


@pytest.fixture
def phone() -> str:
    """A number nobody has used yet."""
    return next(fresh_numbers)
