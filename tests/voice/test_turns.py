"""When the lead has finished: never while they speak, never before it is in writing, and no later than it must be."""

import pytest

from apps.voice.pipeline.turns import PAUSE_MS, TRANSCRIPT_MS, Turns
from apps.voice.policy.moves import Expects


def spoken(expects: Expects = Expects.YES_NO) -> Turns:
    """Somebody has just stopped speaking, at 1,000 ms."""
    turns = Turns(expects)
    turns.began()
    turns.stopped(at=1_000)
    return turns


def test_who_speaks_has_not_finished() -> None:
    turns = Turns()
    turns.began()

    assert not turns.is_over(at=1e9)


def test_before_anybody_spoke_nothing_is_over() -> None:
    assert not Turns().is_over(at=1e9)


@pytest.mark.parametrize("expects", Expects)
def test_what_was_asked_decides_how_long_a_pause_may_last(expects: Expects) -> None:
    turns = spoken(expects)
    turns.written("yes")

    assert turns.over_at() == 1_000 + PAUSE_MS[expects]


def test_a_yes_is_taken_at_once_and_a_number_is_waited_for() -> None:
    assert PAUSE_MS[Expects.YES_NO] == 0
    assert 300 <= PAUSE_MS[Expects.DETAIL] <= 600


def test_words_that_are_still_to_come_are_waited_for_but_not_for_ever() -> None:
    turns = spoken()

    assert not turns.is_over(at=1_000 + TRANSCRIPT_MS - 1)
    assert turns.is_over(at=1_000 + TRANSCRIPT_MS)


def test_who_goes_on_after_a_pause_is_heard_as_one() -> None:
    turns = spoken(Expects.DETAIL)
    turns.written("my budget is")
    turns.began()
    turns.stopped(at=2_000)
    turns.written("around fifteen thousand")

    assert not turns.is_over(at=2_000)
    assert turns.taken()[0] == "my budget is around fifteen thousand"


def test_noise_is_a_turn_without_words() -> None:
    turns = spoken()
    turns.written(" ")

    assert turns.is_over(at=1_000)
    assert turns.taken() == ("", "")
    assert turns.over_at() is None
