"""Which number a call shows: the known one, the near one, the rested one."""

import pytest

from apps.calls.nearest import Candidate, Near, Used, choose

OWN = "+12025550100"
MIAMI, TAMPA, BOISE, FREE = (
    Candidate(1, 1, "+13055550101"),
    Candidate(2, 1, "+18135550102"),
    Candidate(3, 1, "+12085550103"),
    Candidate(4, 1, "+18005550104"),
)
POOL = (MIAMI, TAMPA, BOISE, FREE)


@pytest.mark.parametrize(
    ("person", "used", "number", "near", "says"),
    [
        ("+13055550123", Used(), MIAMI, Near.AREA_CODE, "same area code"),
        ("+19045550123", Used(today={1: 3, 2: 1}), TAMPA, Near.STATE, "same state, Florida"),
        ("+13055550123", Used(known=3), BOISE, Near.SAME_PERSON, "the number they know"),
        ("+13055550123", Used(held=TAMPA.phone), TAMPA, Near.STATE, "same state, Florida"),
        ("+12125550123", Used(today={1: 2, 2: 1, 3: 1, 4: 2}), TAMPA, Near.LEAST_USED, "none is nearer"),
        ("+442079460123", Used(today={1: 1, 2: 1, 3: 1}), FREE, Near.LEAST_USED, "none is nearer"),
        ("+18885550123", Used(), MIAMI, Near.LEAST_USED, "none is nearer"),
    ],
)
def test_the_nearest_number_is_shown_and_it_says_why(
    person: str, used: Used, number: Candidate, near: Near, says: str
) -> None:
    chosen = choose(person, POOL, used, own=OWN)

    assert (chosen.phone, chosen.id, chosen.near) == (number.phone, number.id, near)
    assert chosen.says.startswith(says)


def test_of_two_as_near_the_one_that_called_less_is_shown() -> None:
    second = Candidate(9, 1, "+13055550109")

    assert choose("+13055550123", (MIAMI, second), Used(today={1: 1}), own=OWN).id == 9


@pytest.mark.parametrize("used", [Used(today={1: 5}), Used(today={1: 5}, known=1), Used({1: 5}, held=MIAMI.phone)])
def test_a_number_that_has_had_its_day_is_passed_over_even_by_those_who_know_it(used: Used) -> None:
    capped = Candidate(1, 1, MIAMI.phone, daily_cap=5)

    assert choose("+13055550123", (capped, TAMPA), used, own=OWN).id == 2


def test_where_all_have_had_their_day_the_connections_own_number_is_shown() -> None:
    chosen = choose("+13055550123", [Candidate(1, 1, MIAMI.phone, daily_cap=1)], Used(today={1: 1}), own=OWN)

    assert (chosen.phone, chosen.id, chosen.near) == (OWN, None, Near.OWN)
