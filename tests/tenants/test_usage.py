"""What a month's usage makes of an allowance, case by case."""

import pytest

from apps.tenants import usage
from apps.tenants.allowance import Allowance
from apps.tenants.models import CallsHeld, Overage
from apps.tenants.usage import Used

HOLD = Overage.HOLD


@pytest.mark.parametrize(
    ("used", "percents"), [(0, []), (79, []), (80, [80]), (99, [80]), (100, [80, 100]), (250, [80, 100])]
)
def test_the_marks_that_are_passed(used: int, percents: list[int]) -> None:
    found = [mark.percent for mark in usage.marks(Allowance(leads=100), Used(leads=used))]

    assert found == percents


def test_what_is_not_limited_passes_no_mark() -> None:
    assert list(usage.marks(Allowance(leads=10), Used(calls=9_999, agent_minutes=9_999))) == []


@pytest.mark.parametrize(
    ("allowed", "used", "over"),
    [
        (Allowance(leads=10, overage=HOLD), 10, False),
        (Allowance(leads=10, overage=HOLD), 11, True),
        (Allowance(leads=0, overage=HOLD), 11, False),
        (Allowance(leads=10), 11, False),
    ],
)
def test_leads_wait_only_beyond_the_limit_of_a_plan_that_holds(allowed: Allowance, used: int, over: bool) -> None:
    assert usage.are_leads_over(allowed, Used(leads=used)) is over


@pytest.mark.parametrize(
    ("allowed", "used", "held"),
    [
        (Allowance(calls=10, overage=HOLD), Used(calls=9), CallsHeld.NONE),
        (Allowance(calls=10, overage=HOLD), Used(calls=10), CallsHeld.ALL),
        (Allowance(calls=10), Used(calls=10), CallsHeld.NONE),
        (Allowance(agent_minutes=5, overage=HOLD), Used(agent_minutes=5), CallsHeld.AGENT),
        (Allowance(calls=10, agent_minutes=5, overage=HOLD), Used(calls=10, agent_minutes=5), CallsHeld.ALL),
        (Allowance(overage=HOLD), Used(calls=10, agent_minutes=5), CallsHeld.NONE),
    ],
)
def test_the_next_call_waits_once_all_are_used(allowed: Allowance, used: Used, held: CallsHeld) -> None:
    assert usage.held_calls(allowed, used) == held
