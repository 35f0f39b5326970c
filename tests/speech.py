"""Pytest plug-in: the offline speech server as a process of its own, started by the first test that asks for it."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
import requests

from apps.core.embedded import ports
from apps.core.embedded.ports import LOOPBACK
from apps.sandbox.rig import wait_until

READY_SECONDS = 60


@pytest.fixture(scope="session")
def speech_url() -> Iterator[str]:
    """Where it listens; its models are warm. Tests that use it belong to one group in `tests.spread`."""
    port = ports.free()
    url = f"http://{LOOPBACK}:{port}"
    process = subprocess.Popen([sys.executable, "-m", "apps.sandbox.speech", "--port", str(port)])
    try:
        wait_until(lambda: _is_ready(process, url), seconds=READY_SECONDS)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=5)


def _is_ready(process: subprocess.Popen[bytes], url: str) -> bool:
    assert process.poll() is None, "the speech server ended before it listened"
    return requests.get(f"{url}/healthz", timeout=1).ok
