"""The dialer calls SIPp: what SIPp does not expect, it fails by; what it says, the dialer must name."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from apps.integrations.wire.dialer import Outcome, Trunk
from apps.sandbox.nursery import Nursery
from apps.sandbox.rig import wait_until
from tests.dialer.exchange import LOOPBACK, Exchange, refuses
from tests.dialer.office import Office
from tests.dialer.process import Dialer, order, trunk
from tests.peers import serving
from tests.peers.agent import Agent
from tests.peers.leading import Call
from tests.peers.scenario import pause
from tests.peers.serving import answers, invited, is_left, rings
from tests.peers.sipp import Sipp

pytestmark = pytest.mark.peers


@pytest.fixture(scope="module")
def line(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Dialer, int]]:
    """A dialer that has found its trunk alive, and will not ask again: SIPp takes an OPTIONS for a call."""
    with Exchange() as exchange:
        port = exchange.port
        directory = tmp_path_factory.mktemp("dialer")
        trusted = (f"sip://{LOOPBACK}:{port}",)
        dialer = Dialer(directory, nursery, trusted=trusted, options=("--ping-seconds", "3600"))
        dialer.start()
        with Office() as office:
            exchange.numbers["+12025550111"] = refuses(486)
            asked = order(office, trunk(port), to="+12025550111")
            dialer.place(asked)
            assert office.last(asked.token).outcome is Outcome.BUSY
    yield dialer, port
    dialer.end()


@pytest.fixture
def dialer(line: tuple[Dialer, int]) -> Dialer:
    return line[0]


@pytest.fixture
def known(line: tuple[Dialer, int]) -> Trunk:
    """The trunk, with the password that SIPp asks for."""
    return trunk(line[1], user=serving.USER, password=serving.PASSWORD)


@pytest.fixture
def call(dialer: Dialer, known: Trunk, office: Office, number: str, agent: Agent) -> Call:
    return Call(dialer, known, office, number, agent)


@pytest.mark.parametrize("before", [rings(), serving.plays(), []])
def test_a_call_is_answered_heard_and_ended_by_us(sipp: Sipp, call: Call, agent: Agent, before: list[str]) -> None:
    agent.most = 40
    sipp.serve([*invited(), *before, *answers(), *is_left()], "-rtp_echo", port=call.port)

    last = call.made()

    assert last.outcome is Outcome.TALKED
    assert call.statuses == ["ringing", "answered", "completed"]
    assert agent.loud > 20
    sipp.served()


def test_they_hang_up(sipp: Sipp, call: Call, agent: Agent) -> None:
    sipp.serve([*invited(), *rings(), *answers(), pause(500), *serving.leaves()], port=call.port)

    last = call.made()

    assert last.outcome is Outcome.TALKED
    wait_until(lambda: agent.events[-1] == "stop", seconds=5)
    sipp.served()


def test_nobody_answers_until_we_give_up(sipp: Sipp, call: Call) -> None:
    sipp.serve([*invited(), *rings(), *serving.is_cancelled()], port=call.port)

    assert call.made(ring_seconds=1).outcome is Outcome.NO_ANSWER
    sipp.served()


def test_an_answer_that_crosses_our_cancel_is_hung_up(sipp: Sipp, call: Call) -> None:
    sipp.serve([*invited(), *rings(), *serving.is_crossed()], port=call.port)

    call.made(ring_seconds=1)

    sipp.served()


def test_invites_that_nobody_heard_are_sent_again(sipp: Sipp, call: Call, agent: Agent) -> None:
    agent.most = 10
    call.place()
    # Two are on their way by then.
    time.sleep(0.8)

    sipp.serve([*invited(), *rings(), *answers(), *is_left()], "-rtp_echo", port=call.port)

    last = call.ended()
    assert last.outcome is Outcome.TALKED
    assert sum("> INVITE" in rung for rung in last.ladder) == 4
    sipp.served()


def test_an_answer_that_gets_lost_is_taken_when_it_comes_again(sipp: Sipp, call: Call, agent: Agent) -> None:
    agent.most = 10
    steps = [*invited(), *rings(), *serving.answers_at_the_second_try(), *is_left()]
    sipp.serve(steps, "-rtp_echo", port=call.port)

    assert call.made().outcome is Outcome.TALKED
    sipp.served()


def test_they_hold_us_and_come_back(sipp: Sipp, call: Call, agent: Agent) -> None:
    held = serving.offers_again(1, direction="sendonly")
    back = serving.offers_again(2, direction="sendrecv")
    steps = [*invited(), *rings(), *answers(), pause(300), *held, pause(300), *back, pause(500), *serving.leaves(3)]
    sipp.serve(steps, "-rtp_echo", port=call.port)

    assert call.made().outcome is Outcome.TALKED
    assert agent.loud > 20
    sipp.served()


def test_a_session_is_refreshed(sipp: Sipp, call: Call) -> None:
    sipp.serve([*invited(), *rings(), *answers(), *serving.refreshes(1), *serving.leaves(2)], port=call.port)

    assert call.made().outcome is Outcome.TALKED
    sipp.served()


def test_a_wrong_password_is_the_trunks_refusal(sipp: Sipp, call: Call) -> None:
    sipp.serve(serving.invited_by_a_stranger(), port=call.port)

    last = call.made(password="guessed")

    assert (last.outcome, last.sip_status) == (Outcome.TRUNK_REFUSED, 403)
    sipp.served()


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (486, Outcome.BUSY),
        (600, Outcome.BUSY),
        (603, Outcome.DECLINED),
        (607, Outcome.UNWANTED),
        (608, Outcome.BLOCKED),
        (404, Outcome.NOT_FOUND),
        (480, Outcome.UNAVAILABLE),
        (503, Outcome.TRUNK_FAULT),
        (488, Outcome.NO_CODEC),
    ],
)
def test_every_refusal_is_named(sipp: Sipp, call: Call, status: int, outcome: Outcome) -> None:
    sipp.serve([*invited(), *rings(milliseconds=50), *serving.refuses(status)], port=call.port)

    last = call.made()

    assert (last.outcome, last.sip_status) == (outcome, status)
    sipp.served()
