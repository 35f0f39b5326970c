"""What the lead list is asked for: read from the URL, and written back into it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from urllib.parse import urlencode

from apps.dashboard.cursors import Cursor, Unreadable
from apps.dashboard.milestones import Milestone
from apps.leads.states import State


@dataclass(frozen=True)
class Days:
    """From the first to the last day, both included, in the tenant's zone; None is no bound."""

    first: date | None = None
    last: date | None = None

    def since(self, zone: tzinfo) -> datetime | None:
        return datetime.combine(self.first, time(), zone) if self.first else None

    def until(self, zone: tzinfo) -> datetime | None:
        """The first instant that is too late."""
        return datetime.combine(self.last + timedelta(days=1), time(), zone) if self.last else None


@dataclass(frozen=True)
class Filters:
    """`before`: older than that lead (paging); `upto`: that lead and older (a list held still under the cursor).

    `reached` is a Milestone, `days` when the lead was received; `is_real` leaves test leads out, as all figures do.
    """

    text: str = ""
    state: str = ""
    source: str = ""
    reached: str = ""
    days: Days = Days()
    is_real: bool = False
    before: Cursor | None = None
    upto: Cursor | None = None

    @property
    def narrows(self) -> bool:
        return bool(self.text or self.state or self.source or self.reached or self.is_real or self.days != Days())

    def url(self, *, before: Cursor | None = None, upto: Cursor | None = None) -> str:
        """The query string of the same filters at another place, "" where there is nothing to say."""
        parts = {
            "q": self.text,
            "state": self.state,
            "source": self.source,
            "is": self.reached,
            "from": self.days.first,
            "to": self.days.last,
            "tests": "no" if self.is_real else "",
            "before": before,
            "upto": upto,
        }
        query = urlencode({name: str(value) for name, value in parts.items() if value})
        return f"?{query}" if query else ""

    def reaching(self, milestone: Milestone) -> "Filters":
        """The same filters, of those who got that far."""
        return replace(self, reached=milestone.value)


def read(query: Mapping[str, str]) -> Filters:
    """The filters in a URL; a state or milestone that does not exist filters nothing. Raises `Unreadable`."""
    state, reached = query.get("state", ""), query.get("is", "")
    return Filters(
        text=query.get("q", "").replace("\0", "").strip()[:100],
        state=state if state in State.values else "",
        source=query.get("source", "")[:60],
        reached=reached if reached in Milestone.values else "",
        days=Days(_day(query.get("from", "")), _day(query.get("to", ""))),
        is_real=query.get("tests") == "no",
        before=Cursor.read(query.get("before", "")),
        upto=Cursor.read(query.get("upto", "")),
    )


def _day(text: str) -> date | None:
    """A form without the day sends "". Raises `Unreadable`."""
    try:
        # The last day but one that there is: the day after must be one too.
        return min(date.fromisoformat(text), date(9999, 12, 30)) if text else None
    except ValueError as error:
        raise Unreadable(text) from error
