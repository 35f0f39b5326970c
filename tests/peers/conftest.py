"""Peers that nobody here wrote, and the pretend carrier for them to call."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dialer.conftest import number, nursery, office
from tests.peers.agent import Agent
from tests.peers.baresip import Baresip
from tests.peers.sipp import Sipp
from tests.sandbox.conftest import only_sandbox, outside, phone, start
from tests.sandbox.outside import Outside

__all__ = ["number", "nursery", "office", "only_sandbox", "outside", "phone", "start"]


@pytest.fixture
def sipp(tmp_path: Path) -> Iterator[Sipp]:
    peer = Sipp(tmp_path)
    yield peer
    peer.close()


@pytest.fixture
def baresip(tmp_path: Path) -> Iterator[Baresip]:
    peer = Baresip(tmp_path)
    yield peer
    peer.close()


@pytest.fixture
def address(outside: Outside) -> Iterator[str]:
    """The trunk, with the one algorithm that Debian's SIPp and baresip have."""
    told = outside.post("/sip/_trunk", json={"algorithms": ["MD5"]}).json()
    yield told["address"]
    outside.post("/sip/_trunk", json={"algorithms": ["SHA-256", "MD5"]})


@pytest.fixture
def agent() -> Iterator[Agent]:
    with Agent() as agent:
        yield agent
