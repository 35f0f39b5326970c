"""When a number rests, when it is put out of use, and what is said of it."""

import pytest

from apps.calls.health import Figures, Then, Thresholds, judge

USUAL = Thresholds()


@pytest.mark.parametrize(
    ("figures", "then", "says"),
    [
        (Figures(50, answered=20), Then.GO_ON, ""),
        (Figures(50, answered=4), Then.GO_ON, ""),
        (Figures(50, answered=3), Then.REST, "3 of its latest 50 calls were answered by a person: less than 8 %"),
        (Figures(19, answered=0, blocked=19), Then.GO_ON, ""),
        (Figures(40, answered=20, declined=9), Then.GO_ON, ""),
        (
            Figures(40, answered=20, declined=9, unwanted=1),
            Then.REST,
            "10 of its latest 40 calls were refused (603, 607, 608): 25 % or more",
        ),
        (
            Figures(40, answered=20, unwanted=1, blocked=3),
            Then.QUARANTINE,
            "4 of its latest 40 calls were unwanted or blocked (607, 608): 10 % or more",
        ),
        (Figures(20, answered=0, unwanted=20), Then.QUARANTINE, "20 of its latest 20 calls were unwanted"),
    ],
)
def test_the_figures_decide_and_the_reason_names_them(figures: Figures, then: Then, says: str) -> None:
    verdict = judge(figures, USUAL)

    assert verdict.then is then
    assert verdict.says.startswith(says)
    assert bool(verdict.says) is bool(says)


def test_a_threshold_of_nought_asks_for_nothing() -> None:
    nothing = Thresholds(rest_below_answered=0, rest_from_refused=0, quarantine_from_unwanted=0)

    assert judge(Figures(50, blocked=50), nothing).then is Then.GO_ON


def test_without_calls_nobody_judges() -> None:
    assert judge(Figures(), Thresholds(least_calls=0)).then is Then.GO_ON
