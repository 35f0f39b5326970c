"""The web server: it loads the product before its workers, and a worker that dies is followed by another."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import requests

from apps.core.embedded import ports
from apps.core.embedded.ports import LOOPBACK
from apps.sandbox.demo.programs import GRANIAN
from apps.sandbox.rig import wait_until

WORKERS = 2
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only where Python forks by itself")


@pytest.fixture
def served() -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = ports.free()
    url = f"http://{LOOPBACK}:{port}/healthz"
    server = subprocess.Popen([*GRANIAN, "--workers", str(WORKERS), "--blocking-threads", "1", "--port", str(port)])
    try:
        wait_until(lambda: requests.get(url, timeout=2).ok, seconds=60)
        yield server, url
    finally:
        server.terminate()
        server.wait(timeout=20)


def has_loaded(pid: int) -> bool:
    """Whether the product's database driver is in the process."""
    return "psycopg_binary" in Path(f"/proc/{pid}/maps").read_text()


@linux
def test_the_master_has_what_its_workers_need_and_a_dead_one_is_replaced(
    served: tuple[subprocess.Popen[bytes], str],
) -> None:
    server, url = served
    workers = psutil.Process(server.pid).children()

    os.kill(workers[0].pid, signal.SIGKILL)

    wait_until(lambda: len(_alive(server.pid) - {workers[0].pid}) == WORKERS, seconds=20)
    assert has_loaded(server.pid)
    assert requests.get(url, timeout=10).ok


def _alive(pid: int) -> set[int]:
    return {each.pid for each in psutil.Process(pid).children() if _is_alive(each)}


def _is_alive(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:  # it was buried since we asked for the children
        return False
