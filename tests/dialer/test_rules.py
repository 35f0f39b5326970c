"""The dialer's rules that need no socket: what endings mean, what a trace says, when a trunk is down."""

import asyncio

import numpy as np
import pytest

from apps.core import audio
from apps.dialer import ladder, mixing, outcomes, tones
from apps.dialer.ladder import Dialog, Rung
from apps.dialer.ping import Silent
from apps.dialer.trunks import REST_SECONDS, Trunks
from apps.integrations.wire.dialer import Outcome, Trunk

TRUNK = Trunk(host="sip.example.com", port=5060)


@pytest.mark.parametrize(
    ("text", "by_us", "outcome", "sip_status"),
    [
        ('486 Busy Here,Q.850;cause=17;text="User busy"', False, Outcome.BUSY, 486),
        ("608 Rejected", False, Outcome.BLOCKED, 608),
        ("499 Whatever", False, Outcome.UNAVAILABLE, 499),
        ("599 Whatever", False, Outcome.TRUNK_FAULT, 599),
        ("302 Moved", False, Outcome.TRUNK_FAULT, 302),
        ("487 Request Terminated", True, Outcome.HUNG_UP, 487),
        ("Connection timed out [110]", False, Outcome.TRUNK_SILENT, None),
        ("Rejected by user", True, Outcome.HUNG_UP, None),
        ("Rejected by user", False, Outcome.NO_PORTS, None),
        ("4860 is no status", False, Outcome.TRUNK_SILENT, None),
        ("", False, Outcome.TRUNK_SILENT, None),
    ],
)
def test_the_stacks_last_words_before_an_answer(
    text: str, by_us: bool, outcome: Outcome, sip_status: int | None
) -> None:
    ending = outcomes.unanswered(text, by_us=by_us)

    assert (ending.outcome, ending.sip_status) == (outcome, sip_status)


def test_every_outcome_ends_a_call() -> None:
    assert all(outcomes.Ending(outcome).status.is_final for outcome in Outcome)


def test_a_trace_is_read_without_anything_of_a_person() -> None:
    traced = (
        "RX UDP 192.0.2.1:5060 -> 192.0.2.2:5060\nSIP/2.0 180 Ringing\r\n"
        "From: <sip:+12025550100@sip.example.com>;tag=1\r\nCall-ID: abc\r\nCSeq: 7 INVITE\r\n\r\nCall-ID: of the body"
    )

    assert ladder.message(traced) == ("abc", False, "INVITE", 180)


def test_what_is_no_message_is_passed_over() -> None:
    assert ladder.message("TX UDP a -> b\n\r\n\r\n") is None


@pytest.mark.parametrize(
    ("method", "sip_status", "is_ours", "is_taken"),
    [
        ("INVITE", 100, False, True),
        ("INVITE", 183, False, True),
        ("INVITE", 407, False, False),
        ("OPTIONS", 200, False, False),
        ("INVITE", None, True, False),
    ],
)
def test_a_carrier_has_the_call_once_it_said_100(
    method: str, sip_status: int | None, is_ours: bool, is_taken: bool
) -> None:
    dialog = Dialog()

    dialog.add(Rung(0, is_ours, method, sip_status))

    assert dialog.is_taken is is_taken


class Times:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def _silent(trunk: Trunk) -> int:
    raise Silent


async def _looks(answers: list[int | None]) -> list[bool]:
    """Whether the trunk is down after each of these answers to OPTIONS; None is silence."""
    waiting = iter(answers)

    async def ask(trunk: Trunk) -> int:
        if (answer := next(waiting)) is None:
            raise Silent
        return answer

    trunks = Trunks(ask, every_seconds=10, clock=Times())
    seen = []
    for _ in answers:
        await trunks.look(trunks.learn(TRUNK))
        seen.append(not trunks.alive([TRUNK]))
    return seen


@pytest.mark.parametrize(
    ("answers", "down"),
    [
        ([200, None, None], [False, False, True]),
        ([200, None, 405, None], [False, False, False, False]),
        ([503, 503, 200], [False, True, False]),
        ([None, None, None], [False, False, False]),
        ([404, None, None, None, 200], [False, False, True, True, False]),
    ],
)
def test_a_trunk_is_down_by_what_it_answers(answers: list[int | None], down: list[bool]) -> None:
    assert asyncio.run(_looks(answers)) == down


async def _rests() -> list[bool]:
    times = Times()
    trunks = Trunks(_silent, every_seconds=10, clock=times)
    seen = []
    for at, says_nothing in ((0.0, True), (1.0, True), (2.0, False), (REST_SECONDS + 2, False), (40.0, True)):
        times.now = at
        if says_nothing:
            trunks.said_nothing(TRUNK)
        seen.append(not trunks.alive([TRUNK]))
    return seen


def test_a_trunk_that_never_answers_questions_rests_after_two_calls_in_vain() -> None:
    assert asyncio.run(_rests()) == [False, True, True, False, True]


def test_a_ringing_tone_sounds_two_seconds_of_six() -> None:
    pcm = tones.ringback()

    loud = [any(pcm[at : at + 1_600]) for at in range(0, len(pcm), 100 * audio.PCM_BYTES_A_MS)]
    assert loud == [True] * 20 + [False] * 40


@pytest.mark.parametrize(
    ("frames", "heard"),
    [
        ([], []),
        ([[5, -5], []], [5, -5]),
        ([[1_000, -2_000], [10, 20], [1, 1]], [1_011, -1_979]),
        ([[30_000, -30_000], [30_000, -30_000]], [32_767, -32_768]),
    ],
    ids=["nobody", "one, and one of whom nothing has come", "three", "too loud for a line"],
)
def test_what_several_say_at_once_is_heard_at_once(frames: list[list[int]], heard: list[int]) -> None:
    said = [np.array(frame, np.int16).tobytes() for frame in frames]

    assert np.frombuffer(mixing.mixed(said), np.int16).tolist() == heard
