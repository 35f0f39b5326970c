"""A trunk to the pretend carrier, and a caller that nobody here wrote."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any, TextIO, cast

import orjson
import pytest

from tests.sandbox.outside import Outside
from tests.sandbox.sip.orders import Order, Outcome

BOTH = ["SHA-256", "MD5"]


@dataclass
class Caller:
    """baresip in a process of its own: one call after the other."""

    trunk: dict[str, Any]
    asks: TextIO
    answers: TextIO

    def dial(self, to: str, **wishes: Any) -> Outcome:
        address = self.trunk["tls_address" if wishes.get("transport") == "tls" else "address"]
        order = Order(to, **{"address": address, **wishes})
        self.asks.write(orjson.dumps(asdict(order)).decode() + "\n")
        self.asks.flush()
        return Outcome(**orjson.loads(self.answers.readline()))


@contextmanager
def calling(trunk: dict[str, Any], *, certificate: str) -> Iterator[Caller]:
    """With baresip running, which believes in this certificate alone."""
    command = [sys.executable, "-m", "tests.sandbox.sip.dials", certificate]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    yield Caller(trunk, cast(TextIO, process.stdin), cast(TextIO, process.stdout))
    process.communicate(timeout=10)


@pytest.fixture(scope="session")
def only_caller(only_sandbox: Outside) -> Iterator[Caller]:
    trunk = only_sandbox.get("/sip/_trunk").json()
    with calling(trunk, certificate=trunk["certificate"]) as running:
        yield running


@pytest.fixture
def caller(only_caller: Caller, outside: Outside) -> Iterator[Caller]:
    """With everybody challenged by both algorithms before and after."""
    yield only_caller
    outside.post("/sip/_trunk", json={"algorithms": BOTH})
