"""What a call reserves with its intent is its own, and nobody else's at the same moment."""

from collections.abc import Callable
from functools import partial

from apps.calls.nearest import Chosen
from apps.core import clock
from apps.outreach.ledger import call_intent
from apps.outreach.ledger.call_intent import Intent
from apps.outreach.models import Step

from . import race
from .conftest import OURS, Office
from .test_walls import US_CALL, calls, dials, number, office, permitted, raise_walls

__all__ = ["office"]


def intents(office: Office, steps: list[Step]) -> list[Callable[[], object]]:
    """What workers are about to enter who have all been permitted."""
    asked = [(step, permitted(step)) for step in map(office.claim, steps)]
    carrier = office.connections["telephony"]
    return [
        partial(call_intent.enter, Intent(step, permit, carrier, Chosen(OURS)), now=clock.now())
        for step, permit in asked
    ]


def hour(step: Step) -> int:
    """What the budget of the hour says is spent, as the step sees it."""
    return next(each.spent_micros for each in permitted(step).room.budgets if each.name == "hour")


def test_workers_at_once_don_t_share_the_last_number(office: Office) -> None:
    for step in calls(office, number(0), number(1)):
        office.carry_out(step)

    assert race.overtaken(intents(office, calls(office, *map(number, range(2, 10))))) == 7
    assert len(dials(office)) == 3


def test_what_a_step_has_reserved_itself_does_not_speak_against_it(office: Office) -> None:
    raise_walls(office, hour_micros=2 * US_CALL)
    step, other = map(office.claim, calls(office, number(0), number(1)))
    call_intent.enter(Intent(step, permitted(step), office.connections["telephony"], Chosen(OURS)), now=clock.now())

    spent = [
        budget.spent_micros
        for each in (step, other)
        for budget in permitted(each).room.budgets
        if budget.name == "hour"
    ]

    assert spent == [0, US_CALL]


def test_workers_at_once_don_t_share_the_last_money(office: Office) -> None:
    raise_walls(office, hour_micros=3 * US_CALL, numbers_per_prefix=0)
    for step in calls(office, number(0), number(1)):
        office.carry_out(step)

    assert race.overtaken(intents(office, calls(office, *map(number, range(2, 10))))) == 7
    assert len(dials(office)) == 3
