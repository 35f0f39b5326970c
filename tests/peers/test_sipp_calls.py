"""SIPp calls the pretend carrier: what it does not expect, it fails by."""

from __future__ import annotations

import pytest

from tests.peers import calling
from tests.peers.calling import agree, answered, goodbye, invite, refused
from tests.peers.scenario import asked, hear, pause, sdp
from tests.peers.sipp import Sipp
from tests.sandbox.outside import Outside

pytestmark = pytest.mark.peers

STREAMS = ("-t", "t1")


@pytest.mark.parametrize("transport", [(), STREAMS])
def test_a_call_is_answered_and_ended(
    sipp: Sipp, address: str, outside: Outside, phone: str, transport: tuple[str, ...]
) -> None:
    sipp.call(address, phone, [*invite(), *answered(), pause(300), *goodbye()], *transport)

    assert outside.seen(to=phone) == ["call.placed", "call.ringing", "call.answered", "call.ended"]


def test_a_wrong_password_is_refused(sipp: Sipp, address: str, outside: Outside, phone: str) -> None:
    sipp.call(address, phone, [*invite(password="guessed"), *refused(403)])

    assert outside.seen(to=phone) == ["call.refused"]


@pytest.mark.parametrize("transport", [(), STREAMS])
@pytest.mark.parametrize(
    ("number", "status"),
    [
        ("+12025550111", 486),
        ("+12025550116", 404),
        ("+12025550141", 503),
        ("+12025550144", 302),
    ],
)
def test_a_refusal_comes_at_once(
    sipp: Sipp, address: str, number: str, status: int, transport: tuple[str, ...]
) -> None:
    sipp.call(address, number, [*invite(), hear(100, optional="true"), *refused(status)], *transport)


@pytest.mark.parametrize(
    ("number", "status"),
    [("+12025550115", 603), ("+12025550140", 480), ("+12025550142", 607), ("+12025550143", 608)],
)
def test_a_refusal_comes_after_ringing(sipp: Sipp, address: str, number: str, status: int) -> None:
    sipp.call(address, number, [*invite(), *calling.RINGING, *refused(status)])


def test_early_media_comes_before_the_answer(sipp: Sipp, address: str) -> None:
    early = [hear(100, optional="true"), hear(183), hear(200), calling.acknowledge(2)]

    sipp.call(address, "+12025550147", [*invite(), *early, *goodbye()])


def test_a_cancel_ends_what_rings(sipp: Sipp, address: str, outside: Outside) -> None:
    cancelled = [calling.cancel(), hear(200), *refused(487)]

    sipp.call(address, "+12025550112", [*invite(), *calling.RINGING, *cancelled])

    assert outside.matching(to="+12025550112")[-1]["facts"]["status"] == "canceled"


def test_an_answer_may_cross_a_cancel(sipp: Sipp, address: str, outside: Outside) -> None:
    crossed = [calling.cancel(), hear(200), hear(200), calling.acknowledge(2), *goodbye()]

    sipp.call(address, "+12025550146", [*invite(), *calling.RINGING, *crossed])

    assert outside.matching(to="+12025550146")[-1]["facts"]["why"] == "caller hung up"


def test_a_lost_invite_is_taken_when_it_comes_again(sipp: Sipp, address: str, outside: Outside, phone: str) -> None:
    outside.break_("sip", path=f"INVITE {phone}", mode="timeout", times=2)

    sipp.call(address, phone, [*invite(), *answered(), *goodbye()])

    assert outside.seen(to=phone).count("call.placed") == 1


def test_a_lost_200_comes_again(sipp: Sipp, address: str, outside: Outside, phone: str) -> None:
    outside.break_("sip", path="answer 200", mode="timeout", times=1)

    sipp.call(address, phone, [*invite(), *answered(), *goodbye()])

    assert outside.wait_for("call.ended", to=phone)["facts"]["why"] == "caller hung up"


def test_the_carrier_says_goodbye(sipp: Sipp, address: str, outside: Outside) -> None:
    sipp.call(address, "+12025550114", [*invite(), *answered(), asked("BYE"), agree()])

    assert "call.unanswered" not in outside.seen(to="+12025550114")


def test_the_carrier_holds_and_comes_back(sipp: Sipp, address: str, outside: Outside) -> None:
    number, held = "+12025550149", [asked("INVITE"), agree(sdp(direction="recvonly")), asked("ACK")]
    back = [asked("INVITE"), agree(sdp()), asked("ACK")]

    sipp.call(address, number, [*invite(), *answered(), *held, *back, *goodbye()])

    assert {"call.held", "call.resumed"} <= set(outside.seen(to=number))


def test_the_caller_holds_and_comes_back(sipp: Sipp, address: str, outside: Outside, phone: str) -> None:
    held = calling.offer_again(3, direction="sendonly")
    back = calling.offer_again(4, direction="sendrecv")

    sipp.call(address, phone, [*invite(), *answered(), *held, *back, *goodbye(5)])

    assert {"call.held", "call.resumed"} <= set(outside.seen(to=phone))


def test_a_session_is_refreshed(sipp: Sipp, address: str, outside: Outside) -> None:
    sipp.call(address, "+12025550150", [*invite(), *answered(), asked("UPDATE"), agree(), *goodbye()])

    assert outside.wait_for("call.refreshed", to="+12025550150")["facts"]["sip_response_code"] == 200


def test_an_offer_may_come_late(sipp: Sipp, address: str, phone: str) -> None:
    steps = calling.invite_without_offer()

    sipp.call(address, phone, [*steps, *goodbye()])


def test_a_carrier_that_is_there_says_so(sipp: Sipp, address: str) -> None:
    sipp.call(address, "ping", calling.options())


def test_twenty_calls_at_once_are_answered_and_heard(sipp: Sipp, address: str, outside: Outside, phone: str) -> None:
    outside.post("/numbers", json={"number": phone, "behaviour": "tone"})
    steps = [*invite(), *answered(), pause(2_000), *goodbye()]

    sipp.call(address, phone, steps, "-m", "20", "-r", "20", "-rtp_echo")

    ended = [each["facts"] for each in outside.matching(to=phone) if each["kind"] == "call.ended"]
    assert len(ended) == 20
    assert sum(facts["rtp"]["received"] for facts in ended) > 0.8 * 20 * 2 * 50
