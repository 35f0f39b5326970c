"""What something costs: the longest prefix of the latest rate in force, each minute begun, own rates first."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.calls import prices, rates
from apps.calls.rates import Basis, Direction, Service, Tariff, Used

DAY = date(2026, 11, 27)
CALL = Used(Service.CALL, Direction.OUT, "+12145550123", 2, DAY)
LISTED = rates.listed("twilio")

prefixes = st.text("0123456789", max_size=5)
tariffs = st.builds(
    Tariff,
    service=st.sampled_from(Service),
    direction=st.sampled_from(Direction),
    prefix=prefixes,
    micros=st.integers(0, 10_000_000),
    currency=st.sampled_from(["USD", "EUR"]),
    valid_from=st.dates(DAY - timedelta(days=9), DAY + timedelta(days=9)),
)
used = st.builds(
    Used,
    service=st.sampled_from(Service),
    direction=st.sampled_from(Direction),
    phone=prefixes.map(lambda digits: f"+{digits}5550123"),
    units=st.integers(0, 100),
    day=st.just(DAY),
)


def tariff(prefix: str, micros: int, *, days_ago: int = 1, currency: str = "USD") -> Tariff:
    return Tariff(Service.CALL, Direction.OUT, prefix, micros, currency, DAY - timedelta(days=days_ago))


@given(st.lists(tariffs, max_size=12), used)
def test_no_rate_in_force_fits_better_than_the_chosen_one(known: list[Tariff], wanted: Used) -> None:
    found = rates.choose(known, wanted)

    fitting = [
        each
        for each in known
        if each.service is wanted.service
        and each.direction is wanted.direction
        and each.valid_from <= DAY
        and wanted.phone.startswith(f"+{each.prefix}")
    ]
    if found is None:
        assert fitting == []
    else:
        assert found in fitting
        best = (len(found.prefix), found.valid_from)
        assert all((len(each.prefix), each.valid_from) <= best for each in fitting)


@given(st.lists(tariffs, max_size=12), st.lists(tariffs, max_size=12), used)
def test_an_estimate_is_units_of_the_chosen_rate_in_its_own_currency(
    own: list[Tariff], listed: list[Tariff], wanted: Used
) -> None:
    found = rates.estimate(wanted, own=own, listed=listed)

    chosen = rates.choose(own, wanted) or rates.choose(listed, wanted)
    if chosen:
        assert found is not None
        assert (found.micros, found.currency) == (chosen.micros * wanted.units, chosen.currency)
        assert found.basis is (Basis.OWN if rates.choose(own, wanted) else Basis.LISTED)
    elif wanted.service in (Service.CALL, Service.TEXT):
        assert found is not None
        assert (found.basis, found.currency) == (Basis.BOUND, "USD")
    else:
        assert found is None


@given(st.integers(0, 100_000))
def test_a_minute_begun_is_a_minute(seconds: int) -> None:
    minutes = rates.minutes_begun(seconds)

    assert (minutes - 1) * 60 < seconds <= minutes * 60 or (seconds, minutes) == (0, 0)


@pytest.mark.parametrize(
    ("known", "micros"),
    [
        ([tariff("1", 10), tariff("1214", 30), tariff("121", 20)], 30),
        ([tariff("1", 10), tariff("1", 40, days_ago=0), tariff("1", 20, days_ago=5)], 40),
        ([tariff("1", 10), tariff("1", 40, days_ago=-1)], 10),
        ([tariff("", 7), tariff("44", 99)], 7),
    ],
)
def test_the_longest_prefix_and_then_the_latest_day_decide(known: list[Tariff], micros: int) -> None:
    found = rates.estimate(CALL, own=known, listed=())

    assert found == rates.Estimate(2 * micros, "USD", Basis.OWN)


def test_an_own_rate_goes_before_a_listed_one_however_short() -> None:
    assert rates.estimate(CALL, own=[tariff("", 5, currency="EUR")], listed=LISTED) == rates.Estimate(
        10, "EUR", Basis.OWN
    )


def test_the_list_knows_its_vendor_and_nobody_else_s() -> None:
    assert rates.estimate(CALL, own=(), listed=LISTED) == rates.Estimate(28_000, "USD", Basis.LISTED)
    assert rates.listed("nobody") == ()


def test_what_no_list_knows_costs_what_was_reserved_for_it() -> None:
    wanted = replace(CALL, phone="+447700900123")

    found = rates.estimate(wanted, own=(), listed=LISTED)

    assert found == rates.Estimate(2 * prices.of("+447700900123").a_minute, "USD", Basis.BOUND)


def test_every_listed_rate_says_where_it_was_read_and_is_within_its_bound() -> None:
    """A list above the bound would let a wall be passed by what it reserved."""
    for each in LISTED:
        bound = prices.of(f"+{each.prefix}2145550123")
        assert each.micros <= (bound.a_minute if each.service is Service.CALL else bound.a_segment)
