"""Debian's baresip calls the pretend carrier, and hums."""

from __future__ import annotations

import pytest

from tests.peers.baresip import Baresip
from tests.sandbox.outside import Outside

pytestmark = pytest.mark.peers


@pytest.mark.parametrize("transport", ["udp", "tcp", "tls"])
def test_a_call_carries_audio_both_ways(
    baresip: Baresip, address: str, outside: Outside, phone: str, transport: str
) -> None:
    door = outside.get("/sip/_trunk").json()["tls_address"] if transport == "tls" else address

    baresip.call(door, phone, transport=transport, seconds=3)

    facts = outside.wait_for("call.ended", to=phone)["facts"]
    assert outside.wait_for("call.placed", to=phone)["facts"]["transport"] == transport, baresip.words()
    assert facts["why"] == "caller hung up"
    assert facts["rtp"]["received"] > 50
    assert "incoming rtp for 'audio' established" in baresip.words()


def test_the_carrier_holds_and_comes_back(baresip: Baresip, address: str, outside: Outside, phone: str) -> None:
    outside.post("/numbers", json={"number": phone, "behaviour": "holds"})

    baresip.call(address, phone, transport="udp", seconds=3)

    codes = {each["kind"]: each["facts"].get("sip_response_code") for each in outside.matching(to=phone)}
    assert (codes["call.held"], codes["call.resumed"]) == (200, 200), baresip.words()


def test_the_carrier_says_goodbye(baresip: Baresip, address: str, outside: Outside, phone: str) -> None:
    outside.post("/numbers", json={"number": phone, "behaviour": "hang_up"})

    baresip.call(address, phone, transport="udp", seconds=2)

    assert "session closed: Connection reset by peer" in baresip.words()
    assert "call.unanswered" not in outside.seen(to=phone)
