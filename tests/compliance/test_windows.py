"""The windows of a day as instants, on the days on which the clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from apps.compliance import windows
from apps.compliance.geography import Place
from apps.compliance.rules.spans import ALL_DAY, Span
from apps.compliance.verdict import Channel
from apps.compliance.windows import Hours

from .cases import hours, pack_of

EIGHT_TO_NINE = Span(8 * 60, 21 * 60)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "opens", "closes"),
    [
        ("America/New_York", "2027-03-13", "2027-03-13T13:00", "2027-03-14T02:00"),
        ("America/New_York", "2027-03-14", "2027-03-14T12:00", "2027-03-15T01:00"),
        ("America/New_York", "2027-11-07", "2027-11-07T13:00", "2027-11-08T02:00"),
        ("Europe/London", "2027-03-28", "2027-03-28T07:00", "2027-03-28T20:00"),
        ("Europe/London", "2027-10-31", "2027-10-31T08:00", "2027-10-31T21:00"),
        ("Australia/Lord_Howe", "2027-04-03", "2027-04-02T21:00", "2027-04-03T10:00"),
        ("Australia/Lord_Howe", "2027-04-04", "2027-04-03T21:30", "2027-04-04T10:30"),
        ("America/Phoenix", "2027-03-14", "2027-03-14T15:00", "2027-03-15T04:00"),
        ("America/Phoenix", "2027-07-14", "2027-07-14T15:00", "2027-07-15T04:00"),
        ("America/St_Johns", "2027-01-14", "2027-01-14T11:30", "2027-01-15T00:30"),
        ("Asia/Kathmandu", "2027-01-14", "2027-01-14T02:15", "2027-01-14T15:15"),
    ],
)
def test_a_window_follows_the_clock_on_the_wall(zone: str, day: str, opens: str, closes: str) -> None:
    window = windows.between(date.fromisoformat(day), EIGHT_TO_NINE, ZoneInfo(zone))

    assert (window.opens_at, window.closes_at) == (utc(opens), utc(closes))


@pytest.mark.parametrize(("day", "hours"), [("2027-03-14", 23), ("2027-11-07", 25), ("2027-07-01", 24)])
def test_a_whole_day_has_as_many_hours_as_the_clocks_give_it(day: str, hours: int) -> None:
    window = windows.between(date.fromisoformat(day), ALL_DAY, ZoneInfo("America/New_York"))

    assert window.closes_at - window.opens_at == timedelta(hours=hours)


@pytest.mark.parametrize("minute", range(0, 24 * 60, 30))
def test_no_instant_of_a_window_is_outside_it_by_the_wall(minute: int) -> None:
    """Every half hour as a start, on the days with a gap and with an hour told twice."""
    zone = ZoneInfo("America/New_York")
    for day in (date(2027, 3, 14), date(2027, 11, 7)):
        window = windows.between(day, Span(minute, 24 * 60), zone)
        instants = [window.opens_at + timedelta(minutes=each) for each in range(0, 180, 15)]
        for at in [each for each in instants if window.holds(each)]:
            wall = at.astimezone(zone)
            assert wall.hour * 60 + wall.minute >= minute


def place(zone: str, state: str = "US-FL") -> Place:
    return Place("US", state, zone)


DAILY = pack_of(hours("US", {"every": "08:00-21:00"}))
NEVER = pack_of(hours("US", {"every": "closed"}))
EAST, WEST = place("America/New_York"), place("America/Los_Angeles")


@pytest.mark.parametrize(
    ("at", "places", "expected"),
    [
        ("2027-01-14T13:00", [EAST], "2027-01-14T13:00"),
        ("2027-01-14T12:59:59", [EAST], "2027-01-14T13:00"),
        ("2027-01-15T01:59:59", [EAST], "2027-01-15T01:59:59"),
        ("2027-01-15T02:00", [EAST], "2027-01-15T13:00"),
        ("2027-03-14T02:00", [EAST], "2027-03-14T12:00"),
        ("2027-11-07T01:00", [EAST], "2027-11-07T13:00"),
        ("2027-01-14T13:00", [EAST, WEST], "2027-01-14T16:00"),
        ("2027-01-15T02:00", [EAST, WEST], "2027-01-15T16:00"),
    ],
)
def test_the_next_lawful_instant(at: str, places: list[Place], expected: str) -> None:
    assert Hours(DAILY, Channel.CALL).next_allowed(utc(at), places) == utc(expected)


def test_where_nothing_is_ever_lawful_there_is_no_next() -> None:
    assert Hours(NEVER, Channel.CALL).next_allowed(utc("2027-01-14T13:00"), [EAST]) is None


def test_places_that_are_never_open_together_have_no_next() -> None:
    """A morning's hour in New York and one in Tokyo."""
    early = pack_of(hours("US", {"every": "08:00-09:00"}))

    assert Hours(early, Channel.CALL).next_allowed(utc("2027-01-14T13:30"), [EAST, place("Asia/Tokyo")]) is None
