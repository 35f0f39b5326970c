"""When a source looks like somebody's game, and when like an honest form."""

import pytest

from apps.outreach import suspicion
from apps.outreach.suspicion import Hour


@pytest.mark.parametrize(
    ("hour", "is_paused"),
    [
        (Hour(dials=9, too_fast=6, busiest_prefix=9, stopped_in_a_minute=6), False),
        (Hour(dials=10, too_fast=6, busiest_prefix=2, stopped_in_a_minute=6), True),
        (Hour(dials=10, too_fast=5, busiest_prefix=2, stopped_in_a_minute=5), False),
        (Hour(dials=10, too_fast=3, busiest_prefix=6, stopped_in_a_minute=3), True),
        (Hour(dials=400, too_fast=0, busiest_prefix=3, stopped_in_a_minute=20), False),
        (Hour(dials=400, too_fast=0, busiest_prefix=3, stopped_in_a_minute=21), True),
    ],
)
def test_a_source_is_paused_for_what_stands_out(hour: Hour, is_paused: bool) -> None:
    assert bool(suspicion.of(hour)) == is_paused
