"""Hours of a week, read, asked and said."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.routing import hours
from apps.routing.hours import Unclear


def at(day: int, clock: str) -> datetime:
    """May 2026 begins its first whole week on Monday the 4th."""
    return datetime.fromisoformat(f"2026-05-{4 + day:02}T{clock}")


@pytest.mark.parametrize(
    ("text", "day", "clock", "is_open"),
    [
        ("mon-fri 9:00-17:30", 0, "09:00", True),
        ("mon-fri 9:00-17:30", 0, "08:59", False),
        ("mon-fri 9:00-17:30", 4, "17:29", True),
        ("mon-fri 9:00-17:30", 4, "17:30", False),
        ("mon-fri 9:00-17:30", 5, "12:00", False),
        ("Monday, wednesday 9-12, 13-17", 2, "12:30", False),
        ("Monday, wednesday 9-12, 13-17", 2, "13:00", True),
        ("Monday, wednesday 9-12, 13-17", 1, "13:00", False),
        ("fri 22:00-6:00", 5, "05:59", True),
        ("fri 22:00-6:00", 5, "06:00", False),
        ("fri 22:00-6:00", 4, "05:00", False),
        ("sun 22:00-6:00", 0, "05:00", True),
        ("sat-mon 9-10", 6, "09:30", True),
        ("sat-mon 9-10", 2, "09:30", False),
        ("mon-sun 0-24", 6, "23:59", True),
        ("mon 9-12\ntue 10-12; wed 11-12", 1, "09:30", False),
    ],
)
def test_hours_are_open_when_they_say(text: str, day: int, clock: str, is_open: bool) -> None:
    assert hours.parse(text).are_open(at(day, clock)) is is_open


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mon-fri 9-17:30; sat 10-14", "Mon-Fri 09:00-17:30; Sat 10:00-14:00"),
        ("MONDAY 9-12,13-17", "Mon 09:00-12:00, 13:00-17:00"),
        ("mon 9-12; mon 11-13", "Mon 09:00-13:00"),
        ("mon-sun 0-24", "Mon-Sun 00:00-24:00"),
        ("sun 22-6", "Sun 22:00-06:00"),
    ],
)
def test_hours_are_said_in_words(text: str, said: str) -> None:
    assert str(hours.parse(text)) == said


@pytest.mark.parametrize(
    "text",
    ["", "always", "9-17", "mon", "mon 9", "mon 25-26", "mon 9:60-10", "may 9-10", "mon 9-17 x", "mon 9-10;" * 80],
)
def test_what_is_no_hours_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(Unclear, match=r"\w"):
        hours.parse(text)


DAY = st.sampled_from(hours.DAYS)
SPANS = st.builds(
    lambda first, last, start, end: f"{first}-{last} {start // 60}:{start % 60:02}-{end // 60}:{end % 60:02}",
    DAY,
    DAY,
    st.integers(0, 1439),
    st.integers(0, 1440),
)


@given(st.lists(SPANS, min_size=1, max_size=3).map("; ".join))
def test_what_is_said_means_the_same(text: str) -> None:
    read = hours.parse(text)

    assert hours.parse(str(read)).minutes() == read.minutes()


@given(st.lists(SPANS, min_size=1, max_size=3).map("; ".join), st.integers(0, 10079))
def test_being_open_is_being_in_one_of_the_minutes(text: str, minute: int) -> None:
    read = hours.parse(text)

    moment = at(minute // 1440, f"{minute % 1440 // 60:02}:{minute % 60:02}")

    assert read.are_open(moment) is (minute in read.minutes())
