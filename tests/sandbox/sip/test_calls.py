"""What a call by SIP to the pretend carrier does, as baresip has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from apps.sandbox.sip import certificate
from tests.sandbox.outside import Outside
from tests.sandbox.sip.conftest import Caller, calling

pytestmark = pytest.mark.long


def test_a_call_rings_is_answered_and_ends(caller: Caller, outside: Outside, phone: str) -> None:
    outcome = caller.dial(phone)

    ended = outside.wait_for("call.ended", id=outcome.id)
    assert outside.seen(id=outcome.id) == ["call.placed", "call.ringing", "call.answered", "call.ended"]
    assert (ended["vendor"], ended["facts"]["to"], ended["facts"]["from"]) == ("sip", phone, "+15550001111")
    assert (ended["facts"]["status"], ended["facts"]["why"]) == ("completed", "caller hung up")


def test_the_journal_says_when_the_invite_came_and_what_it_carried(
    caller: Caller, outside: Outside, phone: str
) -> None:
    outcome = caller.dial(phone)

    placed = outside.wait_for("call.placed", id=outcome.id)["facts"]
    assert placed["invited_at"] < placed["at"]
    assert (placed["transport"], placed["headers"]) == ("udp", {"X-Crm-Id": "00Q1"})


@pytest.mark.parametrize("codec", ["pcmu", "pcma"])
def test_both_sides_hear_each_other(caller: Caller, outside: Outside, phone: str, codec: str) -> None:
    outcome = caller.dial(phone, codec=codec, talk_seconds=0.5)

    heard = outside.wait_for("call.ended", id=outcome.id)["facts"]["rtp"]
    assert outcome.tone > 0.9
    assert heard["received"] > 20
    assert heard["lost"] == 0


@pytest.mark.parametrize("transport", ["tcp", "tls"])
def test_streams_carry_calls_as_datagrams_do(caller: Caller, outside: Outside, phone: str, transport: str) -> None:
    outcome = caller.dial(phone, transport=transport)

    assert "ESTABLISHED" in outcome.events
    assert outside.wait_for("call.placed", id=outcome.id)["facts"]["transport"] == transport
    assert outside.wait_for("call.ended", id=outcome.id)["facts"]["why"] == "caller hung up"


def test_a_carrier_that_nobody_vouches_for_is_not_dialled(
    caller: Caller, outside: Outside, phone: str, tmp_path: Path
) -> None:
    _, stranger = certificate.made(tmp_path, host="127.0.0.1")

    with calling(caller.trunk, certificate=str(stranger)) as doubting:
        outcome = doubting.dial(phone, transport="tls", give_up_seconds=2)

    assert outcome.ending.startswith("Protocol error")
    assert outside.seen(to=phone) == []


@pytest.mark.parametrize("algorithms", [["MD5"], ["SHA-256"], []])
def test_who_calls_is_asked_by_the_algorithms_of_the_trunk(
    caller: Caller, outside: Outside, phone: str, algorithms: list[str]
) -> None:
    outside.post("/sip/_trunk", json={"algorithms": algorithms})

    assert "ESTABLISHED" in caller.dial(phone, talk_seconds=0).events


def test_a_wrong_password_rings_nobody(caller: Caller, outside: Outside, phone: str) -> None:
    outcome = caller.dial(phone, password="guessed")

    assert outcome.status == 403
    assert outside.seen(to=phone) == ["call.refused"]


@pytest.mark.parametrize(
    ("number", "status", "ended"),
    [
        ("+12025550111", 486, "busy"),
        ("+12025550115", 603, "busy"),
        ("+12025550116", 404, "failed"),
        ("+12025550140", 480, "no-answer"),
        ("+12025550141", 503, "failed"),
        ("+12025550142", 607, "failed"),
        ("+12025550143", 608, "failed"),
        ("+12025550144", 302, "failed"),
    ],
)
def test_the_number_decides_how_a_call_is_refused(
    caller: Caller, outside: Outside, number: str, status: int, ended: str
) -> None:
    outcome = caller.dial(number)

    facts = outside.wait_for("call.ended", id=outcome.id)["facts"]
    assert outcome.status == status
    assert (facts["status"], facts["sip_response_code"]) == (ended, status)


@pytest.mark.parametrize("number", ["+12025550112", "+12025550145"])
def test_who_gives_up_cancels(caller: Caller, outside: Outside, number: str) -> None:
    outcome = caller.dial(number, give_up_seconds=0.3)

    facts = outside.wait_for("call.ended", id=outcome.id)["facts"]
    assert (facts["status"], facts["sip_response_code"]) == ("canceled", 487)


def test_an_answer_that_crosses_a_cancel_is_no_ghost_call(caller: Caller, outside: Outside) -> None:
    outcome = caller.dial("+12025550146", give_up_seconds=0.3)

    assert outside.wait_for("call.answered", id=outcome.id)
    assert outside.wait_for("call.ended", id=outcome.id)["facts"]["why"] == "caller hung up"


def test_who_hangs_up_mid_word_says_goodbye(caller: Caller, outside: Outside) -> None:
    outcome = caller.dial("+12025550114", talk_seconds=5)

    assert outcome.ending.startswith("Connection reset by peer")
    assert outside.wait_for("call.ended", id=outcome.id)["facts"]["why"] == "callee hung up"


def test_audio_before_the_answer_is_heard(caller: Caller, outside: Outside) -> None:
    outcome = caller.dial("+12025550147", talk_seconds=0)

    assert outcome.events.index("PROGRESS") < outcome.events.index("RTPESTAB") < outcome.events.index("ESTABLISHED")
    assert outside.wait_for("call.ringing", id=outcome.id)["facts"]["early_media"] is True


def test_a_line_that_dies_says_nothing(caller: Caller, outside: Outside) -> None:
    outcome = caller.dial("+12025550148", talk_seconds=1)

    facts = outside.wait_for("call.ended", id=outcome.id)["facts"]
    assert facts["rtp"]["sent"] < 35 < facts["rtp"]["received"]


def test_somebody_puts_us_on_hold_and_comes_back(caller: Caller, outside: Outside) -> None:
    outcome = caller.dial("+12025550149", talk_seconds=1.3)

    assert [each for each in outcome.events if each in ("HOLD", "RESUME")] == ["HOLD", "RESUME"]
    assert outside.wait_for("call.resumed", id=outcome.id)["facts"]["sip_response_code"] == 200


def test_a_session_is_refreshed(caller: Caller, outside: Outside) -> None:
    outcome = caller.dial("+12025550150", talk_seconds=0.7)

    assert outside.wait_for("call.refreshed", id=outcome.id)["facts"]["sip_response_code"] == 200


@pytest.mark.parametrize("keys_by", ["rtpevent", "info"])
def test_pressed_keys_are_in_the_journal(caller: Caller, outside: Outside, phone: str, keys_by: str) -> None:
    outcome = caller.dial(phone, keys="1#", keys_by=keys_by, talk_seconds=0.6)

    outside.wait_for("call.ended", id=outcome.id)
    pressed = [each["facts"]["key"] for each in outside.matching(id=outcome.id) if each["kind"] == "call.pressed"]
    assert pressed == ["1", "#"]


def test_a_rep_hears_the_whisper_out_and_presses_one(caller: Caller) -> None:
    outcome = caller.dial("+12025550151", speak_seconds=0.3, talk_seconds=1.5)

    assert outcome.keys == "1"


def test_a_machine_greets_whoever_says_nothing(caller: Caller, outside: Outside) -> None:
    outcome = caller.dial("+12025550113", speak_seconds=0, talk_seconds=0.5)

    assert outcome.level > 1_000


def test_people_hang_up_after_as_long_as_they_talk(caller: Caller, outside: Outside, phone: str) -> None:
    outside.post("/numbers", json={"number": phone, "talk_ms": 200})

    outcome = caller.dial(phone, talk_seconds=5)

    assert outcome.ending.startswith("Connection reset by peer")
    assert outside.wait_for("call.ended", id=outcome.id)["facts"]["duration_seconds"] < 1
