"""How instants and durations read."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from apps.dashboard import times

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
CHICAGO = ZoneInfo("America/Chicago")


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (0, "0 ms"),
        (71, "71 ms"),
        (999.4, "999 ms"),
        (999.6, "1.00 s"),
        (2_940, "2.94 s"),
        (12_340, "12.3 s"),
        (59_949, "59.9 s"),
        (59_951, "1 min"),
        (72_000, "1 min 12 s"),
        (3_600_000, "1 h"),
        (11_040_000, "3 h 4 min"),
        (90_000_000, "1 d 1 h"),
    ],
)
def test_a_duration_has_its_unit(ms: float, text: str) -> None:
    assert times.duration(ms) == text


@pytest.mark.parametrize(
    ("away", "text"),
    [
        (timedelta(0), "just now"),
        (timedelta(seconds=-12), "12 s ago"),
        (timedelta(minutes=-3, seconds=-59), "3 min ago"),
        (timedelta(hours=-5), "5 h ago"),
        (timedelta(days=-2), "2 d ago"),
        (timedelta(seconds=90), "in 1 min"),
        (timedelta(days=-10), "10 Nov"),
        (timedelta(days=-400), "16 Oct 2025"),
    ],
)
def test_an_instant_is_told_from_now(away: timedelta, text: str) -> None:
    assert times.relative(NOW + away, now=NOW, zone=CHICAGO) == text


def test_the_exact_time_names_the_tenants_zone() -> None:
    told = times.moment(NOW + timedelta(milliseconds=482), now=NOW, zone=CHICAGO)

    assert told.exact == "Fri 20 Nov 2026, 09:00:00.482 CST"
    assert told.iso == "2026-11-20T15:00:00.482000+00:00"
