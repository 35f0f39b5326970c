"""Ports for servers that are started a moment later."""

import socket
import sys
from pathlib import Path

import pytest

from apps.core.embedded import ports

GIVEN = Path("/proc/sys/net/ipv4/ip_local_port_range")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux says there which ports it gives")
def test_no_connection_is_given_a_port_that_was_chosen_for_a_server() -> None:
    first = int(GIVEN.read_text().split()[0])

    assert max(ports.free() for _ in range(200)) < first


def test_a_port_that_somebody_listens_on_is_not_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server((ports.LOOPBACK, ports.free())) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(ports, "_NEVER_GIVEN", range(port, port + 5))
        monkeypatch.setattr(ports, "_LOOKS", 5)

        assert port not in {ports.free() for _ in range(200)}
