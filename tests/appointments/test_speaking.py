"""Times said aloud: as a person would, by the clock of who listens, with the zone where it could be another."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from apps.appointments import guests, speaking
from apps.leads.models import Lead

NEW_YORK, CHICAGO, LOS_ANGELES = (ZoneInfo(f"America/{city}") for city in ("New_York", "Chicago", "Los_Angeles"))
# A Friday, 10:54 in New York.
NOW = datetime(2026, 11, 27, 15, 54, tzinfo=UTC)


def said(day: int, hour: int, minute: int = 0, *, month: int = 12) -> str:
    return speaking.slot(datetime(2026, month, day, hour, minute, tzinfo=NEW_YORK), now=NOW, zone=NEW_YORK)


def test_days_are_named_as_one_would_today() -> None:
    assert said(27, 16, 30, month=11) == "today at 4:30 PM"
    assert said(28, 15, month=11) == "tomorrow at 3 PM"
    assert said(1, 10, 30) == "Tuesday the 1st at 10:30 AM"
    assert said(3, 12) == "Thursday the 3rd at noon"
    assert said(4, 9, 5) == "Friday, December 4th at 9:05 AM"
    assert said(11, 0, 15) == "Friday, December 11th at 12:15 AM"


def test_tomorrow_is_by_the_clock_of_who_listens() -> None:
    starts_at = datetime(2026, 11, 28, 6, tzinfo=UTC)

    said = [speaking.slot(starts_at, now=NOW, zone=zone) for zone in (NEW_YORK, LOS_ANGELES)]

    assert said == ["tomorrow at 1 AM", "today at 10 PM"]


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("America/New_York", "Eastern time"),
        ("America/Detroit", "Eastern time"),
        ("America/Indiana/Knox", "Central time"),
        ("America/Denver", "Mountain time"),
        ("America/Phoenix", "Arizona time"),
        ("America/Anchorage", "Alaska time"),
        ("Pacific/Honolulu", "Hawaii time"),
        ("America/Puerto_Rico", "Atlantic time"),
        ("Europe/Berlin", "Berlin time"),
        ("Asia/Shanghai", "Shanghai time"),
        ("America/Sao_Paulo", "Sao Paulo time"),
    ],
)
def test_zones_have_the_names_that_people_use(zone: str, name: str) -> None:
    assert speaking.zone_name(NOW, ZoneInfo(zone)) == name


@pytest.mark.parametrize("month", [1, 7])
def test_a_zone_has_one_name_all_year(month: int) -> None:
    assert speaking.zone_name(datetime(2026, month, 1, tzinfo=UTC), CHICAGO) == "Central time"


def guest(phone: str, home: ZoneInfo = NEW_YORK, **answers: str) -> guests.Guest:
    return guests.of(Lead(phone=phone, answers=answers), home=home, now=NOW)


def test_a_lead_of_the_same_clock_hears_no_zone() -> None:
    assert guest("+12125550143").said(datetime(2026, 11, 28, 20, tzinfo=UTC), now=NOW) == "tomorrow at 3 PM"


def test_a_lead_of_another_clock_hears_its_own_zone() -> None:
    spoken = guest("+12135550143").said(datetime(2026, 11, 28, 20, tzinfo=UTC), now=NOW)

    assert spoken == "tomorrow at noon Pacific time"


def test_who_may_be_on_two_clocks_hears_the_zone_even_of_the_business() -> None:
    """A number of Florida's panhandle and the state beside it."""
    unsure = guest("+18505550143")

    assert len(unsure.possible) == 2
    assert unsure.zone == NEW_YORK
    assert unsure.said(datetime(2026, 11, 28, 20, tzinfo=UTC), now=NOW) == "tomorrow at 3 PM Eastern time"


def test_a_stated_address_settles_it() -> None:
    assert guest("+18505550143", city="Pensacola", state="FL").zone == CHICAGO


def test_of_whom_nothing_is_known_hears_the_zone_of_the_business() -> None:
    nobody = guest("")

    assert (nobody.zone, nobody.possible) == (NEW_YORK, ())
    assert nobody.said(datetime(2026, 11, 28, 20, tzinfo=UTC), now=NOW).endswith("Eastern time")


def test_nobody_is_offered_a_time_at_which_they_sleep() -> None:
    start, end = datetime(2026, 11, 30, 14, tzinfo=UTC), datetime(2026, 11, 30, 15, tzinfo=UTC)

    assert guest("+12125550143").is_awake(start, end)
    assert not guest("+12135550143").is_awake(start, end)
