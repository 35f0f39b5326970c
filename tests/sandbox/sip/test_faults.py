"""A trunk in trouble, and what of a call survives it."""

from __future__ import annotations

import pytest

from tests.sandbox.outside import Outside
from tests.sandbox.sip.conftest import Caller

pytestmark = pytest.mark.long


def test_an_invite_that_gets_lost_twice_is_sent_again(caller: Caller, outside: Outside, phone: str) -> None:
    outside.break_("sip", mode="timeout", path=f"INVITE {phone}", times=2)

    outcome = caller.dial(phone, talk_seconds=0)

    assert "ESTABLISHED" in outcome.events
    assert outside.seen(id=outcome.id).count("call.placed") == 1


def test_an_answer_that_gets_lost_is_sent_again(caller: Caller, outside: Outside, phone: str) -> None:
    outside.break_("sip", mode="timeout", path="answer 200", times=1)

    outcome = caller.dial(phone, talk_seconds=0)

    assert "ESTABLISHED" in outcome.events
    assert outside.wait_for("call.ended", id=outcome.id)["facts"]["why"] == "caller hung up"


def test_a_carrier_in_trouble_refuses_and_rings_nobody(caller: Caller, outside: Outside, phone: str) -> None:
    outside.break_("sip", status=503)

    assert caller.dial(phone).status == 503
    assert outside.seen(to=phone) == []


def test_a_dead_carrier_answers_nothing(caller: Caller, outside: Outside, phone: str) -> None:
    outside.break_("sip", mode="timeout")

    outcome = caller.dial(phone, give_up_seconds=0.7)

    assert not {"RINGING", "PROGRESS", "ESTABLISHED"} & set(outcome.events)
    assert outside.seen(to=phone) == []


def test_a_slow_carrier_is_only_slow(caller: Caller, outside: Outside, phone: str) -> None:
    outside.break_("sip", latency_ms=200, path="INVITE")

    outcome = caller.dial(phone, talk_seconds=0)

    assert "ESTABLISHED" in outcome.events


@pytest.mark.parametrize("transport", ["tcp", "tls"])
def test_a_connection_may_be_cut(caller: Caller, outside: Outside, phone: str, transport: str) -> None:
    outside.break_("sip", mode="reset", path="INVITE")

    outcome = caller.dial(phone, transport=transport, give_up_seconds=1)

    assert "ESTABLISHED" not in outcome.events
    assert outside.seen(to=phone) == []
