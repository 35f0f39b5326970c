"""The days that a page speaks of, by the tenant's calendar."""

from dataclasses import dataclass
from datetime import date, timedelta

from apps.dashboard.filters import Days

_LENGTHS = {"today": 1, "7d": 7, "30d": 30, "90d": 90}
_LABELS = {
    "today": "Today",
    "yesterday": "Yesterday",
    "7d": "Last 7 days",
    "30d": "Last 30 days",
    "90d": "Last 90 days",
}


@dataclass(frozen=True)
class Period:
    name: str
    label: str
    first: date
    last: date

    @property
    def days(self) -> Days:
        return Days(self.first, self.last)

    @property
    def is_long(self) -> bool:
        """More than a day: read by many leads, and hardly changed by one more."""
        return self.first != self.last

    @property
    def before(self) -> Days:
        """As many days right before."""
        length = self.last - self.first + timedelta(days=1)
        return Days(self.first - length, self.last - length)


@dataclass(frozen=True)
class Choice:
    """A period that the page offers."""

    name: str
    label: str
    is_chosen: bool


def of(name: str, *, today: date) -> Period:
    """The period of that name; today where there is none."""
    if name == "yesterday":
        return Period(name, _LABELS[name], today - timedelta(days=1), today - timedelta(days=1))
    name = name if name in _LENGTHS else "today"
    return Period(name, _LABELS[name], today - timedelta(days=_LENGTHS[name] - 1), today)


def choices(*names: str, chosen: Period) -> list[Choice]:
    return [Choice(name, _LABELS[name], name == chosen.name) for name in names]
