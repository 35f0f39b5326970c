"""Free times: open by the clock on the wall, free, and apart from each other, however clocks change."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.appointments import openings
from apps.appointments.openings import Span, Wanted
from apps.routing import hours

CHICAGO, KOLKATA = ZoneInfo("America/Chicago"), ZoneInfo("Asia/Kolkata")
# Half an hour of summer time, three quarters of an hour off, a day that was never, and the usual.
ZONES = [
    "America/Chicago", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Europe/Berlin",
    "America/St_Johns", "Pacific/Chatham", "Pacific/Apia", "UTC",
]  # fmt: skip
WEEK = "mon-fri 9:00-17:00"
HALF = timedelta(minutes=30)
MONDAY = datetime(2026, 11, 30, 6, tzinfo=UTC)
ALL_HOURS = ["mon-sun 0-24", "mon-sun 22-6", "mon-fri 9-12, 13:15-17:40; sat 10-14", "sun 0:30-3:30", "sun 1:45-2:15"]


def found(
    zone: ZoneInfo, taken: list[Span] | None = None, *, text: str = WEEK, minutes: int = 30, days: float = 1
) -> list[str]:
    """Local beginnings, from Monday 0:00 in Chicago."""
    wanted = Wanted(timedelta(minutes=minutes), MONDAY, MONDAY + timedelta(days=days))
    free = openings.free(hours.parse(text), zone, taken or [], wanted)
    return [f"{start.astimezone(zone):%a %H:%M}" for start, _ in free]


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 30, hour, minute, tzinfo=CHICAGO)


def test_a_day_has_its_half_hours() -> None:
    times = found(CHICAGO)

    assert (times[0], times[1], times[-1], len(times)) == ("Mon 09:00", "Mon 09:30", "Mon 16:30", 16)


def test_what_is_taken_is_left_out_and_the_next_begins_on_the_half_hour() -> None:
    assert found(CHICAGO, [(at(9, 10), at(10, 5))])[:2] == ["Mon 10:30", "Mon 11:00"]


def test_what_only_touches_does_not_overlap() -> None:
    assert found(CHICAGO, [(at(9), at(9, 30)), (at(10), at(11))])[:2] == ["Mon 09:30", "Mon 11:00"]


def test_a_buffer_stays_free_on_both_sides() -> None:
    wanted = Wanted(HALF, MONDAY, MONDAY + timedelta(days=1), buffer=timedelta(minutes=15))

    starts = [start for start, _ in openings.free(hours.parse(WEEK), CHICAGO, [(at(10), at(11))], wanted)]

    assert starts[:3] == [at(9), at(11, 30), at(12)]


def test_long_ones_do_not_overlap_each_other() -> None:
    assert found(CHICAGO, minutes=50)[:3] == ["Mon 09:00", "Mon 10:00", "Mon 11:00"]


def test_short_ones_may_begin_at_the_quarter() -> None:
    assert found(CHICAGO, minutes=15)[:2] == ["Mon 09:00", "Mon 09:15"]


def test_the_hours_are_those_of_a_half_hour_zone() -> None:
    times = found(KOLKATA)

    assert (times[0], times[-1]) == ("Mon 11:30", "Tue 11:30")
    assert "Tue 09:00" in times


def test_nothing_begins_before_the_notice_is_over() -> None:
    wanted = Wanted(HALF, at(14, 10), at(23))

    (first, _), *_ = openings.free(hours.parse(WEEK), CHICAGO, [], wanted)

    assert first == at(14, 30)


def test_a_night_goes_on_into_the_next_day() -> None:
    assert found(CHICAGO, text="sun 22-2", days=0.2) == ["Mon 00:00", "Mon 00:30", "Mon 01:00", "Mon 01:30"]


@pytest.mark.parametrize(
    ("day", "times"),
    [
        # 2:00 to 3:00 is not; the hour from 1:00 is twice.
        (datetime(2027, 3, 14, tzinfo=CHICAGO), ["00:00", "00:30", "01:00", "01:30", "03:00", "03:30"]),
        (
            datetime(2026, 11, 1, tzinfo=CHICAGO),
            ["00:00", "00:30", "01:00", "01:30", "01:00", "01:30", "02:00", "02:30", "03:00", "03:30"],
        ),
    ],
)
def test_when_clocks_change_each_instant_is_offered_once(day: datetime, times: list[str]) -> None:
    wanted = Wanted(HALF, day, day + timedelta(hours=12))

    free = openings.free(hours.parse("sun 0-4"), CHICAGO, [], wanted)

    assert [f"{start.astimezone(CHICAGO):%H:%M}" for start, _ in free] == times


def test_an_end_that_comes_twice_is_the_first() -> None:
    day = datetime(2026, 11, 1, tzinfo=CHICAGO)
    wanted = Wanted(HALF, day, day + timedelta(hours=12))

    free = list(openings.free(hours.parse("sun 0-1:30"), CHICAGO, [], wanted))

    assert [start - day.astimezone(UTC) for start, _ in free] == [timedelta(), HALF, 2 * HALF]


def test_an_hour_that_is_not_opens_nothing() -> None:
    day = datetime(2027, 3, 14, tzinfo=CHICAGO)
    wanted = Wanted(HALF, day, day + timedelta(hours=12))

    assert list(openings.free(hours.parse("sun 2-3"), CHICAGO, [], wanted)) == []


def spans(begin: datetime) -> st.SearchStrategy[list[Span]]:
    minutes = st.integers(0, 4 * 24 * 60)
    span = st.tuples(minutes, st.integers(1, 300))
    return st.lists(span, max_size=12).map(
        lambda pairs: [(begin + timedelta(minutes=a), begin + timedelta(minutes=a + b)) for a, b in pairs]
    )


@given(
    key=st.sampled_from(ZONES),
    text=st.sampled_from(ALL_HOURS),
    # Around the days on which clocks change, here and there.
    begin=st.sampled_from([(2026, 3, 6), (2026, 3, 27), (2026, 4, 3), (2026, 10, 2), (2026, 10, 30), (2011, 12, 28)]),
    minutes=st.integers(5, 240),
    buffer=st.sampled_from([0, 10]),
    data=st.data(),
)
def test_every_free_time_is_open_free_and_apart(
    key: str, text: str, begin: tuple[int, int, int], minutes: int, buffer: int, data: st.DataObject
) -> None:
    zone, week, start = ZoneInfo(key), hours.parse(text), datetime(*begin, 3, 7, tzinfo=UTC)
    taken = data.draw(spans(start))
    length = timedelta(minutes=minutes)
    wanted = Wanted(length, start, start + timedelta(days=4), timedelta(minutes=buffer))

    free = list(openings.free(week, zone, taken, wanted))

    assert free == sorted(free)
    assert all(first[1] <= second[0] for first, second in pairwise(free))
    for begins, ends in free:
        assert ends - begins == length
        assert wanted.earliest <= begins <= wanted.latest
        assert all(ends <= a - wanted.buffer or begins >= b + wanted.buffer for a, b in taken)
        assert all(week.are_open((begins + timedelta(minutes=nth)).astimezone(zone)) for nth in range(0, minutes, 5))


@given(spans(MONDAY))
def test_without_anything_taken_there_is_no_less(taken: list[Span]) -> None:
    wanted = Wanted(HALF, MONDAY, MONDAY + timedelta(days=4))
    everything = set(openings.free(hours.parse(WEEK), CHICAGO, [], wanted))

    some = set(openings.free(hours.parse(WEEK), CHICAGO, taken, wanted))

    # Half hours on the half hour: what is taken away is taken, and nothing else.
    missing = everything - some
    assert some <= everything
    assert all(any(a < ends and b > begins for a, b in taken) for begins, ends in missing)


@pytest.mark.parametrize(
    ("other", "pieces"),
    [((10, 11), []), ((8, 10), [(10, 11)]), ((9, 12), []), ((11, 12), [(10, 11)]), ((1, 2), [(10, 11)])],
)
def test_what_lies_outside_another_time(other: tuple[int, int], pieces: list[tuple[int, int]]) -> None:
    span = at(10), at(11)

    found = openings.outside(span, (at(other[0]), at(other[1])))

    assert found == [(at(a), at(b)) for a, b in pieces]
