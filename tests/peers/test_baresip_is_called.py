"""The dialer calls Debian's baresip: by every transport, in the clear and sealed."""

from __future__ import annotations

from pathlib import Path

import pytest

from apps.integrations.wire.dialer import Outcome
from apps.sandbox.nursery import Nursery
from tests.dialer.exchange import LOOPBACK
from tests.dialer.office import Office
from tests.dialer.process import Dialer, trunk
from tests.peers.agent import Agent
from tests.peers.baresip import Baresip, free_port
from tests.peers.leading import Call

pytestmark = pytest.mark.peers


@pytest.mark.parametrize(
    ("transport", "sealed"),
    [("udp", ""), ("tcp", ""), ("tls", ""), ("tls", ";mediaenc=srtp-mand"), ("udp", ";mediaenc=srtp")],
)
def test_both_sides_hear_each_other(
    baresip: Baresip,
    nursery: Nursery,
    office: Office,
    agent: Agent,
    tmp_path: Path,
    number: str,
    transport: str,
    sealed: str,
) -> None:
    port = free_port()
    certificate = baresip.serve(port=port, number=number, sealed=sealed)
    door = port + 1 if transport == "tls" else port
    by = trunk(door, transport=transport, srtp=sealed.endswith("mand"))
    options = ("--ca-file", str(certificate))
    dialer = Dialer(tmp_path, nursery, trusted=(f"sip://{LOOPBACK}:{door}",), options=options)
    dialer.start()
    agent.most = 60

    last = Call(dialer, by, office, number, agent).made()

    dialer.end()
    assert last.outcome is Outcome.TALKED, baresip.words()
    assert agent.loud > 30
    assert "incoming rtp for 'audio' established" in baresip.words()
