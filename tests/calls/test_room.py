"""Which walls a contact asks once more, and so whom it waits for: only those that are near."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from apps.calls import prices, walls
from apps.calls.walls import AMPLE, Around, Room

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
PHONE = "+12147482000"
CALL = prices.of_call(PHONE)
# Of a tenant that set nothing, a month old.
QUIET = Around(
    source_id=7,
    pause=None,
    is_demo=False,
    tenant_since=NOON - timedelta(days=30),
    zone="America/Chicago",
    is_over_plan=None,
    calls_held="",
    countries=None,
    numbers_per_prefix=None,
    numbers_per_source=None,
    numbers_when_new=None,
    call_micros=None,
    hour_micros=None,
    day_micros=None,
    is_cleared=False,
    was_contacted=False,
    prefix_numbers=0,
    source_numbers=0,
    tenant_numbers=0,
    hour_spent=0,
    day_spent=0,
    platform_spent=0,
)
USUAL = walls.defaults(is_demo=False, is_young=False)
YOUNG = NOON - timedelta(days=1)


def room(platform_micros: int = 0, **around: object) -> Room:
    return walls.room(QUIET._replace(**around), PHONE, CALL, at=NOON, platform_micros=platform_micros)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("around", "near"),
    [
        ({}, set()),
        ({"source_numbers": USUAL.numbers_per_source - AMPLE - 1}, set()),
        ({"source_numbers": USUAL.numbers_per_source - AMPLE}, {"source_velocity"}),
        ({"hour_spent": USUAL.hour_micros - AMPLE * CALL.most_micros}, {"hour"}),
        ({"day_spent": USUAL.day_micros - AMPLE * CALL.most_micros}, {"day"}),
        ({"platform_micros": AMPLE * CALL.most_micros}, {"platform"}),
        (
            {"tenant_since": YOUNG, "tenant_numbers": USUAL.numbers_when_new - AMPLE},
            {"tenant_velocity", "source_velocity"},
        ),
    ],
)
def test_the_prefix_is_always_asked_again_and_others_where_it_gets_narrow(
    around: dict[str, int], near: set[str]
) -> None:
    assert set(room(**around).narrow()) == {"prefix_velocity"} | near


def test_where_there_is_room_a_call_waits_for_no_other_prefix() -> None:
    """The cap of a single call is no purse that calls share: it must not make them wait for each other."""
    elsewhere = replace(room(), prefix="+1305555")

    assert len(room().locks(1)) == 1
    assert not set(room().locks(1)) & set(elsewhere.locks(1))


def test_at_a_purses_end_all_calls_of_the_tenant_wait_for_each_other() -> None:
    near = room(hour_spent=USUAL.hour_micros)

    assert set(near.locks(1)) & set(replace(near, prefix="+1305555").locks(1))
    assert not set(near.locks(1)) & set(near.locks(2))


def test_what_is_not_asked_again_is_no_wall_for_the_intent() -> None:
    asked = {name: limit for name, limit in room().params().items() if name.startswith("most_")}

    assert asked == {**dict.fromkeys(asked, 0), "most_prefix": USUAL.numbers_per_prefix}
