"""Turns are in proportion to the weights, spread evenly, and the same in Python and in Postgres."""

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.routing import turns
from apps.routing.models import Rep, Team
from apps.routing.taking import Taking
from apps.routing.turns import Seat
from apps.tenants.models import Tenant
from tests.routing.conftest import NOON

WEIGHTS = st.lists(st.integers(1, 20), min_size=1, max_size=8)


def taken(weights: list[int], leads: int) -> list[int]:
    """Who takes each lead."""
    seats, order = [Seat(place, weight, 0) for place, weight in enumerate(weights)], []
    for _ in range(leads):
        seat = turns.next_up(seats)
        order.append(seat.rep_id)
        seats = turns.after(seats, taken_by=seat)
    return order


@given(WEIGHTS)
def test_a_round_gives_everybody_exactly_their_weight(weights: list[int]) -> None:
    assert Counter(taken(weights, sum(weights))) == Counter(dict(enumerate(weights)))


@given(WEIGHTS, st.integers(1, 200))
def test_at_no_moment_is_anybody_a_whole_lead_ahead(weights: list[int], leads: int) -> None:
    counted = Counter(taken(weights, leads))

    for place, weight in enumerate(weights):
        assert abs(counted[place] - leads * weight / sum(weights)) < len(weights)


def test_turns_are_spread_and_not_in_a_row() -> None:
    assert taken([5, 1, 1], 7) == [0, 0, 1, 0, 2, 0, 0]


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(there=st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=4, unique=True), max_size=12))
def test_postgres_takes_the_same_turns_whoever_is_there(
    there: list[list[int]], tenant: Tenant, team_of: Callable[..., Team]
) -> None:
    Rep.objects.all().delete()
    Team.objects.all().delete()
    team = team_of("Sales", Ada=4, Ben=2, Cleo=1, Dag=3)
    reps = list(Rep.objects.filter(team=team).order_by("id"))
    credits = {rep.pk: rep.credit for rep in reps}

    for places in there:
        now = [reps[place] for place in sorted(places)]
        seats = [Seat(rep.pk, rep.weight, credits[rep.pk]) for rep in now]
        expected = turns.next_up(seats)

        assert Taking(tenant_id=tenant.pk, today=NOON.date()).by_turn(team.pk, now) == expected.rep_id

        credits |= {seat.rep_id: seat.credit for seat in turns.after(seats, taken_by=expected)}
        assert dict(Rep.objects.values_list("id", "credit")) == credits
