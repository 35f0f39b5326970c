"""Plans that the tables have outgrown are made anew: by a worker between two steps, elsewhere with what comes next."""

import time

import psycopg
import pytest
from django.db import connection

from apps.leads.models import Source
from apps.tenants import access, plans
from apps.tenants.models import Tenant
from apps.tenants.plans import (
    FEW_PAGES,
    FIRST_LIFE_SECONDS,
    GROWTH,
    LONGEST_LIFE_SECONDS,
    LOOK_SECONDS,
    TURN_SECONDS,
    Growth,
)


class Raw:
    """Something that can be weakly referred to, as a connection can."""


@pytest.fixture
def growth(monkeypatch: pytest.MonkeyPatch) -> Growth:
    """This process has seen small tables, and will not look again during the test."""
    made = Growth()
    made.saw(1)
    made.is_to_be_looked_at(at=float("inf"))
    monkeypatch.setattr(plans, "growth", made)
    return made


def outgrow(growth: Growth) -> None:
    growth.saw(10 * FEW_PAGES)


def planned(name: str) -> int:
    """How many generic plans a statement has had on this connection; 0 if it is not prepared."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT generic_plans FROM pg_prepared_statements WHERE statement LIKE %s", [f"%{name}%"])
        return sum(count for (count,) in cursor.fetchall())


def are_old() -> bool:
    return plans.growth.are_old(connection.connection, at=time.monotonic())


def test_the_size_is_asked_for_once_in_a_while() -> None:
    growth = Growth()

    found = [growth.is_to_be_looked_at(at=at) for at in (5.0, 5.0 + LOOK_SECONDS / 2, 5.0 + LOOK_SECONDS)]

    assert found == [True, False, True]


@pytest.mark.parametrize(
    ("seen", "times"),
    [
        ([0, FEW_PAGES - 1], 0),
        ([0, FEW_PAGES], 1),
        ([100, GROWTH * 100 - 1], 0),
        ([100, GROWTH * 100, GROWTH * 100 + 1], 1),
        ([100, GROWTH * 100, GROWTH * GROWTH * 100], 2),
        ([10_000, 12_000, 8_000], 0),
    ],
)
def test_tables_outgrow_their_plans_by_a_factor(seen: list[int], times: int) -> None:
    growth = Growth()

    for pages in seen:
        growth.saw(pages)

    assert growth.times == times


def test_a_connection_plans_anew_once_for_each_time() -> None:
    growth, old, new = Growth(), Raw(), Raw()
    growth.saw(0)
    growth.are_old(old, at=0.0)
    outgrow(growth)
    before = growth.are_old(old, at=0.0), growth.are_old(new, at=0.0)

    growth.made_anew(old, at=0.0)

    assert (before, growth.are_old(old, at=0.0)) == ((True, False), False)


def test_plans_of_tables_that_hardly_grow_live_twice_as_long_each_time() -> None:
    growth, raw, now, lives = Growth(), Raw(), 0.0, []
    growth.are_old(raw, at=now)

    for _ in range(12):
        life = next(seconds for seconds in range(1_000) if growth.are_old(raw, at=now + seconds))
        lives.append(life)
        now += life
        growth.made_anew(raw, at=now)

    assert FIRST_LIFE_SECONDS <= lives[0] <= 2 * FIRST_LIFE_SECONDS
    assert all(LONGEST_LIFE_SECONDS <= life <= 2 * LONGEST_LIFE_SECONDS for life in lives[-3:])


def test_the_size_is_that_of_what_tenants_have(db: None) -> None:
    tenant = Tenant.objects.create(slug="acme", name="Acme Solar")
    with access.as_tenant(tenant.pk), connection.cursor() as cursor:
        Source.objects.create(tenant=tenant, slug="website", name="Website form")
        cursor.execute(plans.SIZE)

        assert cursor.fetchone()[0] >= 1


def test_elsewhere_the_next_statement_drops_them(growth: Growth, db: None) -> None:
    access.fetch("SELECT 'tomato'", {}, tenant_id=1)
    outgrow(growth)

    access.fetch("SELECT 'tomato'", {}, tenant_id=1)

    assert not are_old()


def test_in_a_worker_they_are_made_anew_between_two_steps(growth: Growth, transactional_db: None) -> None:
    growth.is_at_leisure = True
    access.fetch("SELECT %(n)s::int + length('potato')", {"n": 1}, tenant_id=1)
    before = planned("potato")
    outgrow(growth)

    access.renew_plans()

    assert (planned("potato"), are_old()) == (before + 1, False)


def test_the_connections_of_a_worker_plan_one_after_the_other() -> None:
    growth = Growth()

    turns = [growth.is_turn(at=at) for at in (5.0, 5.0, 5.0 + TURN_SECONDS / 2, 5.0 + TURN_SECONDS)]

    assert turns == [True, False, False, True]


def test_whose_turn_it_is_not_plans_later(growth: Growth, transactional_db: None) -> None:
    growth.is_at_leisure = True
    access.fetch("SELECT length('carrot')", {}, tenant_id=1)
    outgrow(growth)
    growth.is_turn(at=float("inf"))

    access.renew_plans()

    assert are_old()


def test_what_is_planned_is_not_carried_out(transactional_db: None) -> None:
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as raw:
        raw.execute("CREATE TEMP TABLE shelf (jar int)")
        raw.execute("INSERT INTO shelf SELECT %(jar)s::int", {"jar": 1}, prepare=True)

        plans.renew(raw)

        assert raw.execute("SELECT jar FROM shelf").fetchall() == [(1,)]
