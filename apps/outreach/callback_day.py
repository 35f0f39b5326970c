"""Which day a person means: tomorrow, Monday, next week, the 14th."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

# When a person can be expected to take a call, if they name a day and no hour.
DAY_STARTS, DAY_ENDS = time(8), time(21)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NAMED = re.compile(
    r"\b(?:(after|before|until|by) )?(?:next )?"
    rf"(today|tomorrow|overmorrow|weekend|{'|'.join(_WEEKDAYS)}|next week|in \d{{1,2}} (?:days|weeks)|"
    r"\d{1,2}(?:st|nd|rd|th))s?\b"
)
WORDS = re.compile(
    rf"\b(?:today|tomorrow|overmorrow|weekend|{'|'.join(_WEEKDAYS)}|week|morning|afternoon|night|now|later)s?\b"
)
# Denied until a comma, or until the sentence turns ("not today but Friday").
_TURNS = r"but|pero|sino|better|mejor|rather|(?<!not )(?<!no )call me|try|only|solo"
_DENIED = re.compile(rf"\b(?:not|no|nor|ni)\b(?:(?!\b(?:{_TURNS})\b)[^,.;!?]){{0,40}}$")
_DENIED_AFTER = re.compile(r"^ (?:no\b|not\b|is bad|doesnt work|wont work|isnt good|is no good)")


@dataclass(frozen=True)
class Day:
    """The first and the last day that are meant, and the word for it."""

    first: date
    last: date
    phrase: str


def of(said: str, *, today: date) -> Day | None:
    """The first day that is named and not denied; a denied today is tomorrow."""
    is_put_off = False
    for found in _NAMED.finditer(said):
        until = found[1] == "until"
        is_denied = is_denied_around(said, found) and not until
        if is_denied and found[1] == "before":
            return _day(found[2], today, said, found.group())
        if is_denied:
            is_put_off = is_put_off or found[2] == "today"
            continue
        return _related(found[1] or "", _day(found[2], today, said, found.group()), today)
    if is_put_off:
        return Day(today + timedelta(days=1), today + timedelta(days=1), "not today")
    return None


def is_denied(before: str) -> bool:
    """Whether what comes next is what they do not want."""
    return bool(_DENIED.search(before))


def is_denied_around(said: str, found: re.Match[str]) -> bool:
    """Whether a day is denied, by what stands before it or after it ("hoy no")."""
    return is_denied(said[: found.start()]) or bool(_DENIED_AFTER.search(said[found.end() :]))


def _related(relation: str, day: Day, today: date) -> Day:
    one = timedelta(days=1)
    if relation == "after":
        return Day(day.last + one, day.last + one, day.phrase)
    if relation == "before":
        return Day(today, max(day.first - one, today), day.phrase)
    return Day(today, day.last, day.phrase) if relation == "by" else day


def _day(word: str, today: date, said: str, phrase: str) -> Day:
    one = timedelta(days=1)
    if word == "weekend":
        saturday = today if today.weekday() >= 5 else _coming("saturday", today)
        return Day(saturday, saturday + one * (6 - saturday.weekday()), phrase)
    if word == "next week":
        monday = today + one * (7 - today.weekday())
        named = next((day for day in _WEEKDAYS if re.search(rf"\b{day}\b", said)), "")
        return _whole(monday + one * _WEEKDAYS.index(named), phrase) if named else Day(monday, monday + 4 * one, phrase)
    if word.startswith("in "):
        _, amount, unit = word.split()
        return _whole(today + one * int(amount) * (7 if unit == "weeks" else 1), phrase)
    if word[0].isdigit():
        return _whole(next(_dates(today, int(word[:-2])), today), phrase)
    if word in _WEEKDAYS:
        is_next_week = "next week" in said
        first = today + one * (7 - today.weekday() + _WEEKDAYS.index(word)) if is_next_week else _coming(word, today)
        return _whole(first, phrase)
    return _whole(today + one * ("today", "tomorrow", "overmorrow").index(word), phrase)


def _whole(day: date, phrase: str) -> Day:
    return Day(day, day, phrase)


def _coming(weekday: str, today: date) -> date:
    """The next such day after today."""
    return today + timedelta(days=(_WEEKDAYS.index(weekday) - today.weekday() - 1) % 7 + 1)


def _dates(today: date, number: int) -> Iterator[date]:
    return (day for ahead in range(62) if (day := today + timedelta(days=ahead)).day == number)
