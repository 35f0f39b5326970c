"""What people say about when to call, in English and Spanish, and what that is on the clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from apps.outreach import callback_wish

NEW_YORK = ZoneInfo("America/New_York")
# A Wednesday, 14:20 in New York.
NOW = datetime(2026, 7, 15, 18, 20, tzinfo=UTC)


def window(text: str, *, now: datetime = NOW, zone: ZoneInfo = NEW_YORK) -> str:
    """The wish in local time: "15 17:00-21:00", or "" for none."""
    wish = callback_wish.read(text, now=now, zone=zone)
    if wish is None:
        return ""
    earliest, latest = wish.earliest.astimezone(zone), wish.latest.astimezone(zone)
    last = f"{latest:%H:%M}" if latest.date() == earliest.date() else f"{latest:%d %H:%M}"
    return f"{earliest:%d %H:%M}-{last}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("call me after five", "15 17:00-21:00"),
        ("Call after 5pm please", "15 17:00-21:00"),
        ("anytime after 6:30", "15 18:30-21:00"),
        ("after work", "15 17:30-21:00"),
        ("can you call me after lunch", "15 14:20-21:00"),
        ("call me after school", "15 15:30-21:00"),
        ("tomorrow morning please", "16 08:00-12:00"),
        ("tmrw afternoon works", "16 12:00-17:00"),
        ("tonight", "15 17:00-21:00"),
        ("call me this evening", "15 17:00-21:00"),
        ("in the morning", "16 08:00-12:00"),
        ("try me first thing tomorrow", "16 08:00-12:00"),
        ("tomorrow at 3", "16 15:00-15:30"),
        ("call me tomorrow at nine", "16 09:00-09:30"),
        ("Tomorrow 10:30 am?", "16 10:30-11:00"),
        ("tomorrow after 4", "16 16:00-21:00"),
        ("before noon tomorrow", "16 08:00-12:00"),
        ("call before 5", "15 14:20-17:00"),
        ("call me by 6", "15 14:20-18:00"),
        ("in 20 minutes", "15 14:40-15:10"),
        ("call me back in half an hour", "15 14:50-15:20"),
        ("give me a call in an hour", "15 15:20-15:50"),
        ("call in an hour and a half", "15 15:50-16:20"),
        ("call in a couple hours", "15 16:20-16:50"),
        ("call me in 2 days", "17 08:00-21:00"),
        ("call me in a couple of days", "17 08:00-21:00"),
        ("in two weeks call me", "29 08:00-21:00"),
        ("next monday at 10am", "20 10:00-10:30"),
        ("Monday", "20 08:00-21:00"),
        ("on Thursday please", "16 08:00-21:00"),
        ("call me Wednesday", "22 08:00-21:00"),
        ("friday afternoon", "17 12:00-17:00"),
        ("next week", "20 08:00-24 21:00"),
        ("call me next week on tuesday", "21 08:00-21:00"),
        ("call me this weekend", "18 08:00-19 21:00"),
        ("the day after tomorrow at noon", "17 12:00-12:30"),
        ("call me on the 20th at 2", "20 14:00-14:30"),
        ("not before noon", "15 14:20-21:00"),
        ("don't call before 3", "15 15:00-21:00"),
        ("please don't call me before nine am", "15 14:20-21:00"),
        ("don't call after 8", "15 14:20-20:00"),
        ("not today, call tomorrow", "16 08:00-21:00"),
        ("don't call me today", "16 08:00-21:00"),
        ("don't call me until Monday", "20 08:00-21:00"),
        ("I'm in meetings until 4, call after", "15 16:00-21:00"),
        ("I can't talk until 5:15", "15 17:15-21:00"),
        ("I'm free until 4", "15 14:20-16:00"),
        ("not today but Friday", "17 08:00-21:00"),
        ("call between 3 and 5", "15 15:00-17:00"),
        ("between 4 and 6 pm tomorrow", "16 16:00-18:00"),
        ("from 10 to 12 tomorrow", "16 10:00-12:00"),
        ("tomorrow 9-11am", "16 09:00-11:00"),
        ("around 4", "15 15:45-16:30"),
        ("4ish", ""),
        ("at 4ish", "15 15:45-16:30"),
        ("call at 9", "16 09:00-09:30"),
        ("call me at 8", "15 20:00-20:30"),
        ("half past five", "15 17:30-18:00"),
        ("call me at five thirty", "15 17:30-18:00"),
        ("call at 17:45", "15 17:45-18:15"),
        ("call me at 6 o'clock", "15 18:00-18:30"),
        ("at 3 p.m.", "15 15:00-15:30"),
        ("call me now", "15 14:20-14:35"),
        ("call me later", "15 15:20-18:20"),
        ("call me today at 9am", "15 14:20-21:00"),
        ("after tuesday, call me", "22 08:00-21:00"),
        ("call me before Friday", "15 14:20-16 21:00"),
        ("not in the morning please, call me", "15 14:20-21:00"),
        ("You called yesterday at 9. Call me tomorrow at 5.", "16 17:00-17:30"),
    ],
)
def test_english(text: str, expected: str) -> None:
    assert window(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("llámeme después de las cinco", "15 17:00-21:00"),
        ("mañana a las 3", "16 15:00-15:30"),
        ("mañana por la mañana", "16 08:00-12:00"),
        ("mañana", "16 08:00-21:00"),
        ("por la tarde", "15 14:20-17:00"),
        ("en la noche por favor", "15 17:00-21:00"),
        ("esta noche", "15 17:00-21:00"),
        ("en 20 minutos", "15 14:40-15:10"),
        ("llame en media hora", "15 14:50-15:20"),
        ("dentro de una hora", "15 15:20-15:50"),
        ("el lunes a las diez de la mañana", "20 10:00-10:30"),
        ("el próximo martes", "21 08:00-21:00"),
        ("el viernes por la tarde", "17 12:00-17:00"),
        ("la próxima semana", "20 08:00-24 21:00"),
        ("pasado mañana a las 2 y media", "17 14:30-15:00"),
        ("no me llame antes de las 10", "15 14:20-21:00"),
        ("no llame después de las 8", "15 14:20-20:00"),
        ("hoy no, mejor mañana", "16 08:00-21:00"),
        ("no me llame hasta el lunes", "20 08:00-21:00"),
        ("antes del mediodía mañana", "16 08:00-12:00"),
        ("entre las 4 y las 6", "15 16:00-18:00"),
        ("de 4 a 6", "15 16:00-18:00"),
        ("a las 8 de la noche", "15 20:00-20:30"),
        ("llámeme más tarde", "15 15:20-18:20"),
        ("llámeme ahora mismo", "15 14:20-14:35"),
        ("el fin de semana", "18 08:00-19 21:00"),
        ("a partir de las 6", "15 18:00-21:00"),
        ("después del trabajo", "15 17:30-21:00"),
        ("en dos días llámeme", "17 08:00-21:00"),
        ("a las cinco y cuarto", "15 17:15-17:45"),
    ],
)
def test_spanish(text: str, expected: str) -> None:
    assert window(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yes",
        "call me",
        "STOP",
        "my roof leaks",
        "cancel my 3 pm appointment",
        "cancele mi cita de mañana",
        "I called you yesterday at 5",
        "you called me 20 minutes ago",
        "I have 5 windows and 3 doors",
        "my bill is about 200 dollars",
        "call 555-0199",
        "the inspection is on Monday at 9",
        "llamaron ayer a las 3",
        "tengo 3 ventanas",
        "2026",
        "call me at 99",
        "not tomorrow",
    ],
)
def test_where_no_time_to_call_is_named_there_is_none(text: str) -> None:
    assert window(text) == ""


@pytest.mark.parametrize(
    ("text", "now", "zone", "earliest"),
    [
        # 2026-03-08: New York goes from 02:00 to 03:00; 2026-11-01: from 02:00 back to 01:00.
        ("tomorrow at 9am", "2026-03-07T20:00Z", "America/New_York", "2026-03-08T13:00Z"),
        ("tomorrow at 2:30 am", "2026-03-07T20:00Z", "America/New_York", "2026-03-08T07:30Z"),
        ("in 2 hours", "2026-03-08T06:30Z", "America/New_York", "2026-03-08T08:30Z"),
        ("tomorrow at 9am", "2026-10-31T16:00Z", "America/New_York", "2026-11-01T14:00Z"),
        ("tomorrow at 1:30 am", "2026-10-31T16:00Z", "America/New_York", "2026-11-01T05:30Z"),
        ("in an hour", "2026-11-01T05:30Z", "America/New_York", "2026-11-01T06:30Z"),
        ("monday at 10am", "2026-10-30T16:00Z", "America/Chicago", "2026-11-02T16:00Z"),
        # Phoenix has no summer time, Kathmandu a quarter of an hour, and Honolulu's tomorrow comes late.
        ("tomorrow at 9am", "2026-03-07T20:00Z", "America/Phoenix", "2026-03-08T16:00Z"),
        ("mañana a las 9 de la mañana", "2026-03-07T20:00Z", "Asia/Kathmandu", "2026-03-09T03:15Z"),
        ("tomorrow morning", "2026-07-16T05:00Z", "Pacific/Honolulu", "2026-07-16T18:00Z"),
    ],
)
def test_wall_clocks_and_summer_time(text: str, now: str, zone: str, earliest: str) -> None:
    wish = callback_wish.read(text, now=datetime.fromisoformat(now), zone=ZoneInfo(zone))

    assert wish is not None
    assert wish.earliest == datetime.fromisoformat(earliest)


@pytest.mark.parametrize("text", ["after " * 900, "in 5 " * 900, "not " * 900, "mañana a las 3 " * 300, "9" * 5000])
def test_no_text_breaks_it(text: str) -> None:
    wish = callback_wish.read(text, now=NOW, zone=NEW_YORK)

    assert wish is None or NOW <= wish.earliest < wish.latest < NOW + timedelta(days=70)
