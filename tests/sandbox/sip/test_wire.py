"""The pretend carrier's manners on the wire: repetitions, strangers, and what is no SIP at all."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.sandbox.outside import Outside
from tests.sandbox.sip.conftest import BOTH
from tests.sandbox.sip.handmade import OFFER, SEALED, Handmade

type Dial = Callable[[str], Handmade]


@pytest.fixture
def hand(outside: Outside) -> Iterator[Dial]:
    """Somebody with a socket, on a trunk that asks nobody who they are."""
    address = outside.get("/sip/_trunk").json()["address"]
    outside.post("/sip/_trunk", json={"algorithms": []})
    with ExitStack() as open_:
        yield lambda to: open_.enter_context(Handmade(address, to))
    outside.post("/sip/_trunk", json={"algorithms": BOTH})


def test_an_invite_that_comes_twice_rings_once(hand: Dial, outside: Outside, phone: str) -> None:
    call = hand(phone)
    for _ in range(3):
        call.ask("INVITE", body=OFFER.format(4000))

    call.until(200)

    assert outside.seen(id=call.call_id).count("call.placed") == 1


def test_a_refusal_is_repeated_until_it_is_acknowledged(hand: Dial) -> None:
    call = hand("+12025550111")
    call.ask("INVITE", body=OFFER.format(4000))
    call.until(486)
    call.until(486)

    call.ask("ACK")

    assert call.count(seconds=1.3) == []


def test_a_200_is_repeated_until_it_is_acknowledged(hand: Dial, phone: str) -> None:
    call = hand(phone)
    call.ask("INVITE", body=OFFER.format(4000))
    call.until(200)
    call.until(200)

    call.ask("ACK", branch="z9hG4bKother")

    assert call.count(seconds=1.3) == []
    call.ask("BYE", sequence=2, branch="z9hG4bKbye")
    call.until(200)


def test_an_offer_may_come_as_late_as_the_ack(hand: Dial, outside: Outside, phone: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        ear.settimeout(3)
        call = hand(phone)
        call.ask("INVITE")
        offered = call.until(200).text

        call.ask("ACK", branch="z9hG4bKother", body=OFFER.format(ear.getsockname()[1]))

        assert "m=audio" in offered
        assert len(ear.recv(2_000)) == 172
    call.ask("BYE", sequence=2, branch="z9hG4bKbye")
    call.until(200)


def test_two_who_hit_upon_the_same_branch_are_two(hand: Dial) -> None:
    first, second = hand("ping"), hand("ping")
    second.branch = first.branch

    for each in (first, second):
        each.ask("OPTIONS")

    assert first.until(200).header("Call-ID") != second.until(200).header("Call-ID")


def test_a_goodbye_is_repeated_until_it_is_answered(hand: Dial, outside: Outside) -> None:
    call = hand("+12025550114")
    call.ask("INVITE", body=OFFER.format(4000))
    call.until(200)
    call.ask("ACK", branch="z9hG4bKother")
    farewells = [call.until(0), call.until(0)]

    call.send(re.sub(r"^BYE .*?\r\n", "SIP/2.0 200 OK\r\n", farewells[-1].text).encode())

    assert {each.text for each in farewells} == {farewells[0].text}
    assert call.count(seconds=1.3) == []


def test_a_cancel_ends_what_rings(hand: Dial, outside: Outside) -> None:
    call = hand("+12025550112")
    call.ask("INVITE", body=OFFER.format(4000))
    call.until(180)

    call.ask("CANCEL")

    assert sorted(call.count(seconds=0.3)) == [200, 487]
    call.ask("ACK")
    assert outside.wait_for("call.ended", id=call.call_id)["facts"]["status"] == "canceled"


def test_a_cancel_may_come_before_the_call_has_a_line(hand: Dial, outside: Outside, phone: str) -> None:
    call = hand(phone)

    call.ask("INVITE", body=OFFER.format(4000))
    call.ask("CANCEL")

    call.until(487)
    call.ask("ACK")
    outside.wait_for("call.ended", id=call.call_id)
    seen = outside.seen(id=call.call_id)
    assert (seen[0], seen[-1]) == ("call.placed", "call.ended")


def test_a_hold_that_is_refused_is_acknowledged_and_no_more(hand: Dial, outside: Outside) -> None:
    call = hand("+12025550149")
    call.ask("INVITE", body=OFFER.format(4000))
    call.until(200)
    call.ask("ACK", branch="z9hG4bKother")
    offered = call.until(0)

    refusal = re.sub(r"^INVITE .*?\r\n", "SIP/2.0 488 Not Acceptable Here\r\n", offered.text).partition("\r\n\r\n")[0]
    call.send(re.sub(r"Content-Length: \d+", "Content-Length: 0", refusal).encode() + b"\r\n\r\n")

    acknowledged = call.until(0)
    assert acknowledged.text.startswith("ACK ")
    assert acknowledged.header("Via") == offered.header("Via")
    assert outside.wait_for("call.held", id=call.call_id)["facts"]["sip_response_code"] == 488


def test_a_late_answer_that_fits_nothing_ends_the_call(hand: Dial, outside: Outside, phone: str) -> None:
    call = hand(phone)
    call.ask("INVITE")
    call.until(200)

    call.ask("ACK", branch="z9hG4bKother", body=SEALED.format(4000))

    assert call.until(0).text.startswith("BYE ")
    assert outside.wait_for("call.ended", id=call.call_id)["facts"]["why"] == "no codec in common"


def test_we_hold_them_and_come_back(hand: Dial, outside: Outside, phone: str) -> None:
    call = hand(phone)
    call.ask("INVITE", body=OFFER.format(4000))
    call.until(200)
    call.ask("ACK", branch="z9hG4bKa1")

    for sequence, direction, mirrored in ((2, "sendonly", "recvonly"), (3, "sendrecv", "sendrecv")):
        body = f"{OFFER.format(4000)}a={direction}\r\n"
        call.ask("INVITE", sequence=sequence, branch=f"z9hG4bKi{sequence}", body=body)
        assert f"a={mirrored}" in call.until(200).text
        call.ask("ACK", sequence=sequence, branch=f"z9hG4bKa{sequence}")

    assert outside.wait_for("call.held", id=call.call_id)["facts"]["by"] == "caller"
    assert outside.wait_for("call.resumed", id=call.call_id)
    call.ask("BYE", sequence=4, branch="z9hG4bKbye")
    call.until(200)


def test_options_are_answered(hand: Dial) -> None:
    call = hand("ping")

    call.ask("OPTIONS")

    assert "INVITE" in call.until(200).header("Allow")


def test_options_may_be_met_with_silence_or_trouble(hand: Dial, outside: Outside) -> None:
    outside.break_("sip", path="OPTIONS", status=503, times=1)
    sick, dead = hand("ping"), hand("ping")
    sick.ask("OPTIONS")
    sick.until(503)
    outside.break_("sip", path="OPTIONS", mode="timeout")

    dead.ask("OPTIONS")

    assert dead.take(seconds=0.3) is None


@pytest.mark.parametrize(
    ("method", "headers", "body", "status"),
    [
        ("BYE", (), "", 481),
        ("CANCEL", (), "", 481),
        ("SUBSCRIBE", (), "", 405),
        ("INVITE", (), SEALED.format(4000), 488),
        ("INVITE", ("Require: 100rel",), OFFER.format(4000), 420),
    ],
)
def test_what_we_cannot_do_is_said(
    hand: Dial, outside: Outside, phone: str, method: str, headers: tuple[str, ...], body: str, status: int
) -> None:
    call = hand(phone)

    call.ask(method, *headers, body=body)

    assert call.until(status)
    assert "call.placed" not in outside.seen(to=phone)


@pytest.mark.parametrize("packet", [b"\xff\xfe\x00\x01", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"])
def test_what_is_no_sip_is_journalled_and_harms_nobody(hand: Dial, outside: Outside, packet: bytes) -> None:
    call = hand("ping")

    call.send(packet)

    assert outside.wait_for("sip.unreadable", bytes=len(packet))
    call.ask("OPTIONS")
    call.until(200)


def test_a_stream_may_come_in_pieces_or_two_at_once(hand: Dial) -> None:
    call = hand("ping")
    host, port = call.address.split(":")
    first, second = call.written("OPTIONS", body="x"), call.written("OPTIONS", branch="z9hG4bKsecond")
    with socket.create_connection((host, int(port)), timeout=3) as stream:
        stream.sendall(b"\r\n\r\n" + first[:50])
        stream.sendall(first[50:] + second)

        heard = b""
        while heard.count(b"SIP/2.0 200 OK") < 2:
            heard += stream.recv(65_536)

    assert b"branch=z9hG4bKsecond" in heard


def test_a_stream_with_no_end_is_cut(hand: Dial) -> None:
    host, port = hand("ping").address.split(":")

    with socket.create_connection((host, int(port)), timeout=3) as stream:
        stream.sendall(b"OPTIONS sip:ping SIP/2.0\r\nContent-Length: many\r\n\r\n")

        with pytest.raises(ConnectionResetError):
            stream.recv(100)
