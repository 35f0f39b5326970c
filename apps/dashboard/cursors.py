"""A row's place in a list that is in the order of time: written into a URL, and read back."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Q

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Unreadable(ValueError):
    """The URL names no place or day."""


@dataclass(frozen=True)
class Cursor:
    """Its time, and the key that tells rows of one instant apart."""

    at: datetime
    id: UUID

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // _MICROSECOND}.{self.id.hex}"

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """The place written by `str`, None for "". Raises `Unreadable`."""
        if not text:
            return None
        instant, _, row_id = text.partition(".")
        try:
            return cls(_EPOCH + int(instant) * _MICROSECOND, UUID(hex=row_id))
        except (ValueError, OverflowError) as error:
            raise Unreadable(text) from error

    def before(self, column: str) -> Q:
        """Rows that are older by that column; the first condition alone is one that an index answers."""
        same_instant = Q(**{column: self.at}, pk__lt=self.id)
        return Q(**{f"{column}__lte": self.at}) & (Q(**{f"{column}__lt": self.at}) | same_instant)

    def after(self, column: str) -> Q:
        """Rows that are newer by that column."""
        same_instant = Q(**{column: self.at}, pk__gt=self.id)
        return Q(**{f"{column}__gte": self.at}) & (Q(**{f"{column}__gt": self.at}) | same_instant)
