"""Lines are never oversold, bursts are placed in the computed time, and fresh leads go first."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection

from apps.calls import pacing, slots
from apps.calls.models import Slot
from apps.calls.pacing import Limit, Route, Scope
from apps.calls.slots import Busy, Granted
from apps.tenants import access
from apps.tenants.models import Tenant

pytestmark = pytest.mark.django_db(transaction=True)

MAIN, SPARE = Route(1, "+12025550100"), Route(2, "+12025550101")
ONE_A_SECOND = [Limit(Scope.CONNECTION, per_second=1, connection_id=1)]
THREE_LINES = [Limit(Scope.CONNECTION, at_once=3, connection_id=1)]
Take = Callable[..., Granted | Busy]


@pytest.fixture
def acme() -> Tenant:
    return Tenant.objects.create(slug="acme", name="Acme Solar")


@pytest.fixture
def take(acme: Tenant) -> Take:
    def taking(
        step_id: int, limits: Sequence[Limit], *routes: Route, is_fresh: bool = True, tenant: int = 0
    ) -> Granted | Busy:
        return slots.take(tenant or acme.pk, step_id, routes=routes or (MAIN,), limits=limits, is_fresh=is_fresh)

    return taking


def grow_older(seconds: float) -> None:
    """Let time pass for every slot."""
    with access.as_platform(), connection.cursor() as cursor:
        passed = "make_interval(secs => %(seconds)s)"
        sql = f"UPDATE calls_slot SET starts_at = starts_at - {passed}, lease_until = lease_until - {passed}"
        cursor.execute(sql, {"seconds": seconds})


def waits(found: Sequence[Granted | Busy]) -> list[float]:
    return [each.seconds if isinstance(each, Busy) else 0.0 for each in found]


def test_where_nothing_is_limited_a_call_goes_without_a_word_to_the_database(take: Take) -> None:
    assert take(1, [Limit(Scope.TENANT)]) == Granted(MAIN)
    with access.as_platform():
        assert not Slot.objects.exists()


def test_a_burst_of_fifty_is_placed_one_a_second_and_none_is_lost(take: Take) -> None:
    found = [take(step, ONE_A_SECOND) for step in range(50)]

    assert pacing.burst_seconds(50, ONE_A_SECOND) == 49
    assert isinstance(found[0], Granted)
    assert [round(seconds) for seconds in waits(found)] == pytest.approx(list(range(50)), abs=2)
    with access.as_platform():
        starts = list(Slot.objects.order_by("starts_at").values_list("starts_at", flat=True))
    assert {(b - a) for a, b in pairwise(starts)} == {timedelta(seconds=1)}


def test_a_burst_of_one_tenant_delays_no_other(take: Take) -> None:
    rival = Tenant.objects.create(slug="rival", name="Rival")
    for step in range(50):
        take(step, ONE_A_SECOND)

    other = take(1, [Limit(Scope.CONNECTION, per_second=1, connection_id=7)], Route(7, "+1"), tenant=rival.pk)

    assert isinstance(other, Granted)


def test_a_step_gets_its_booked_line_when_its_time_has_come(take: Take) -> None:
    take(1, ONE_A_SECOND)
    booked = take(2, ONE_A_SECOND)
    again = take(2, ONE_A_SECOND)
    grow_older(2)

    assert isinstance(booked, Busy)
    assert isinstance(again, Busy)
    assert booked.is_booked
    assert again.seconds <= booked.seconds
    assert take(2, ONE_A_SECOND) == Granted(MAIN)


def test_sixteen_threads_never_get_more_lines_than_there_are(take: Take) -> None:
    def one(step: int) -> bool:
        try:
            return isinstance(take(step, THREE_LINES), Granted)
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        granted = list(pool.map(one, range(160)))

    assert sum(granted) == 3


def test_a_line_is_free_again_when_its_call_ends_or_its_lease_does(take: Take, acme: Tenant) -> None:
    for step in range(3):
        take(step, THREE_LINES)
    assert take(9, THREE_LINES) == Busy(slots.LOOK_SECONDS, is_booked=False)

    with access.as_tenant(acme.pk):
        slots.release(acme.pk, 0)
        slots.release(acme.pk, 0)

    assert take(9, THREE_LINES) == Granted(MAIN)
    assert isinstance(take(10, THREE_LINES), Busy)
    grow_older(slots.LEASE_SECONDS)
    assert take(10, THREE_LINES) == Granted(MAIN)


def test_what_is_too_much_for_one_connection_goes_by_the_other(take: Take) -> None:
    both = [*THREE_LINES, Limit(Scope.CONNECTION, at_once=1, connection_id=2)]

    found = [take(step, both, MAIN, SPARE) for step in range(5)]

    assert found[:4] == [Granted(MAIN)] * 3 + [Granted(SPARE)]
    assert isinstance(found[4], Busy)


def test_the_connection_that_is_free_sooner_is_taken(take: Take) -> None:
    both = [*ONE_A_SECOND, Limit(Scope.CONNECTION, per_second=10, connection_id=2)]

    found = [take(step, both, MAIN, SPARE) for step in range(20)]

    assert max(waits(found)) < 3


def test_a_slow_connection_holds_up_no_other_of_the_tenant(take: Take) -> None:
    limits = [*ONE_A_SECOND, Limit(Scope.TENANT, per_second=100)]
    for step in range(20):
        take(step, limits)

    assert max(waits([take(100, limits, SPARE)])) < 0.5


def test_a_fresh_lead_goes_before_retries_that_wait(take: Take) -> None:
    take(1, ONE_A_SECOND)
    retries = [take(step, ONE_A_SECOND, is_fresh=False) for step in range(100, 120)]

    fresh = take(2, ONE_A_SECOND)

    assert not any(isinstance(each, Busy) and each.is_booked for each in retries)
    assert waits([fresh])[0] <= 1
    assert max(waits(retries)) == pytest.approx(1 + 19 / 0.8, abs=2)


def test_retries_leave_lines_to_fresh_leads(take: Take) -> None:
    ten = [Limit(Scope.CONNECTION, at_once=10, connection_id=1)]

    retries = [take(step, ten, is_fresh=False) for step in range(10)]
    fresh = [take(step, ten) for step in range(100, 103)]

    assert [isinstance(each, Granted) for each in retries] == [True] * 8 + [False] * 2
    assert [isinstance(each, Granted) for each in fresh] == [True, True, False]


def test_a_retry_gets_its_line_once_it_is_free(take: Take) -> None:
    take(1, ONE_A_SECOND)
    assert isinstance(take(2, ONE_A_SECOND, is_fresh=False), Busy)

    grow_older(2)

    assert take(2, ONE_A_SECOND, is_fresh=False) == Granted(MAIN)


@pytest.mark.parametrize(
    ("limit", "is_other_held_up"),
    [(Limit(Scope.PLATFORM, at_once=1), True), (Limit(Scope.TENANT, at_once=1), False)],
)
def test_the_platforms_lines_are_shared_and_a_tenants_are_not(take: Take, limit: Limit, is_other_held_up: bool) -> None:
    rival = Tenant.objects.create(slug="rival", name="Rival")
    take(1, [limit])

    other = take(1, [limit], Route(7, "+1"), tenant=rival.pk)

    assert isinstance(other, Busy) is is_other_held_up


def test_a_number_has_a_pace_of_its_own(take: Take) -> None:
    limits = [Limit(Scope.NUMBER, per_second=1)]
    take(1, limits)

    same, other = take(2, limits), take(3, limits, Route(1, "+12025550199"))

    assert isinstance(same, Busy)
    assert isinstance(other, Granted)


def test_nobody_books_further_ahead_than_a_minute(take: Take) -> None:
    found = [take(step, ONE_A_SECOND) for step in range(64)]

    assert sum(isinstance(each, Busy) and not each.is_booked for each in found) in (2, 3, 4)


def test_ended_slots_are_swept(take: Take) -> None:
    take(1, ONE_A_SECOND)
    grow_older(slots.LEASE_SECONDS + 61)

    take(2, ONE_A_SECOND)

    with access.as_platform():
        assert [slot.step_id for slot in Slot.objects.all()] == [2]
