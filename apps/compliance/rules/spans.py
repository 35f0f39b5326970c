"""The lawful part of each day of the week and of holidays, as a pack spells it ("mon-sat": "08:00-20:00")."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, RootModel, model_validator

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOSED = "closed"
_SPAN = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")


@dataclass(frozen=True, order=True)
class Span:
    """From `start` to before `end`, in minutes after midnight; empty when nothing is lawful."""

    start: int
    end: int

    @property
    def is_empty(self) -> bool:
        return self.start >= self.end

    @property
    def minutes(self) -> int:
        return max(0, self.end - self.start)

    @property
    def says(self) -> str:
        """ "8-20", "9-21:30", with a dash of figures."""
        return f"{_clock(self.start)}\N{EN DASH}{_clock(self.end)}"

    def within(self, other: "Span") -> "Span":
        """What is lawful by both."""
        return Span(max(self.start, other.start), min(self.end, other.end))


NEVER = Span(0, 0)
ALL_DAY = Span(0, 24 * 60)


def read(text: object) -> Span:
    """ "08:00-20:00" or "closed". Raises `ValueError`."""
    if isinstance(text, Span):
        return text
    if text == _CLOSED:
        return NEVER
    found = _SPAN.fullmatch(str(text))
    if not found:
        raise ValueError(f"{text!r} is neither hours like 08:00-20:00 nor {_CLOSED!r}")
    hours, minutes, last_hours, last_minutes = map(int, found.groups())
    span = Span(hours * 60 + minutes, last_hours * 60 + last_minutes)
    if span.is_empty or span.end > ALL_DAY.end:
        raise ValueError(f"{text!r} ends before it starts, or after midnight")
    return span


def spell(span: Span) -> str:
    """What `read` reads."""
    if span.is_empty:
        return _CLOSED
    return "-".join(f"{at // 60:02}:{at % 60:02}" for at in (span.start, span.end))


class Days(RootModel[dict[str, Annotated[Span, BeforeValidator(read), PlainSerializer(spell)]]]):
    """Keys are days ("sun"), ranges of them ("mon-sat"), "every", and "holidays"; each day is named once."""

    model_config = {"frozen": True}

    @model_validator(mode="after")
    def _whole_week(self) -> "Days":
        named = [day for key in self.root if key != "holidays" for day in _days(key)]
        if sorted(named) != sorted(WEEK):
            raise ValueError("every day of the week is to be named once")
        return self

    def on(self, weekday: int) -> Span:
        """The hours of a weekday (0 is Monday)."""
        return next(span for key, span in self.root.items() if key != "holidays" and WEEK[weekday] in set(_days(key)))

    @property
    def on_holidays(self) -> Span | None:
        """The hours of a legal holiday, if they are others."""
        return self.root.get("holidays")


def _days(key: str) -> Iterator[str]:
    if key == "every":
        yield from WEEK
        return
    first, _, last = key.partition("-")
    if first not in WEEK or (last or first) not in WEEK:
        raise ValueError(f"{key!r} names no day")
    yield from WEEK[WEEK.index(first) : WEEK.index(last or first) + 1]


def _clock(minutes: int) -> str:
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}" if minute else str(hour)
