"""What the lead list is asked for: read from the URL, and written back into it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from apps.leads.states import State

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Unreadable(ValueError):
    """The URL names no place in the list."""


@dataclass(frozen=True)
class Cursor:
    """A lead's place in the list, newest first."""

    received_at: datetime
    lead_id: UUID

    def __str__(self) -> str:
        return f"{(self.received_at - _EPOCH) // _MICROSECOND}.{self.lead_id.hex}"

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """The place written by `str`. Raises `Unreadable`."""
        instant, _, lead_id = text.partition(".")
        try:
            return cls(_EPOCH + int(instant) * _MICROSECOND, UUID(hex=lead_id))
        except (ValueError, OverflowError) as error:
            raise Unreadable(text) from error


@dataclass(frozen=True)
class Filters:
    """`before`: older than that lead (paging); `upto`: that lead and older (a list held still under the cursor)."""

    text: str = ""
    state: str = ""
    source: str = ""
    before: Cursor | None = None
    upto: Cursor | None = None

    @property
    def narrows(self) -> bool:
        return bool(self.text or self.state or self.source)

    def url(self, *, before: Cursor | None = None, upto: Cursor | None = None) -> str:
        """The query string of the same filters at another place, "" where there is nothing to say."""
        parts = {"q": self.text, "state": self.state, "source": self.source, "before": before, "upto": upto}
        query = urlencode({name: str(value) for name, value in parts.items() if value})
        return f"?{query}" if query else ""

    def anywhere(self) -> "Filters":
        """The same filters from the top of the list."""
        return replace(self, before=None, upto=None)


def read(query: Mapping[str, str]) -> Filters:
    """The filters in a URL; a state that does not exist filters nothing. Raises `Unreadable`."""
    state = query.get("state", "")
    return Filters(
        text=query.get("q", "").replace("\0", "").strip()[:100],
        state=state if state in State.values else "",
        source=query.get("source", "")[:60],
        before=_cursor(query.get("before", "")),
        upto=_cursor(query.get("upto", "")),
    )


def _cursor(text: str) -> Cursor | None:
    return Cursor.read(text) if text else None
