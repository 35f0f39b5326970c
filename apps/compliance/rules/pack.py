"""A rule pack as the gate asks it: what holds in these jurisdictions on this day. Stricter wins."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from pydantic import ValidationError

from apps.compliance.verdict import Channel

from . import almanac
from .rows import AnyRow, CapRow, Consent, ConsentRow, DisclosureRow, Document, HolidayRow, HoursRow, RecordingRow


class Unreadable(ValueError):
    """This is no rule pack; `str()` says where and why."""


@dataclass(frozen=True, eq=False)
class Pack:
    """All rules of one version; two packs are the same only if they are the same object, which makes it a fast key."""

    document: Document
    digest: str
    _by_jurisdiction: dict[str, list[AnyRow]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for row in self.document.rows:
            self._by_jurisdiction.setdefault(row.jurisdiction, []).append(row)

    @property
    def version(self) -> str:
        return self.document.version

    def knows(self, jurisdiction: str) -> bool:
        return jurisdiction in self._by_jurisdiction

    def rows(self, jurisdictions: Sequence[str], day: date) -> Iterator[AnyRow]:
        """What holds there on that day."""
        for jurisdiction in jurisdictions:
            yield from (row for row in self._by_jurisdiction.get(jurisdiction, ()) if row.holds_on(day))

    def hours(self, jurisdictions: Sequence[str], day: date, *, channel: Channel) -> list[HoursRow]:
        """The hours that bind a channel, lifted or not."""
        rows = self.rows(jurisdictions, day)
        return [row for row in rows if isinstance(row, HoursRow) and channel in row.value.channels]

    def holiday(self, jurisdictions: Sequence[str], day: date) -> str:
        """The name of the legal holiday that this day is, or nothing."""
        rows = (row for row in self.rows(jurisdictions, day) if isinstance(row, HolidayRow))
        return next((row.value.name for row in rows if almanac.falls_on(row.value, day)), "")

    def caps(self, jurisdictions: Sequence[str], day: date, *, channel: Channel) -> list[CapRow]:
        rows = self.rows(jurisdictions, day)
        return [row for row in rows if isinstance(row, CapRow) and channel in row.value.channels]

    def least_consent(self, jurisdictions: Sequence[str], day: date, *, kind: str) -> Consent | None:
        """The strictest of what is asked for; None if nothing is said, which is no permission."""
        rows = (row for row in self.rows(jurisdictions, day) if isinstance(row, ConsentRow))
        return max((row.value.least for row in rows if row.value.kind == kind), default=None)

    def needs_all_parties(self, jurisdictions: Sequence[str], day: date) -> bool:
        """Whether everybody on the line must know of a recording; where no rule says, they must."""
        rows = [row for row in self.rows(jurisdictions, day) if isinstance(row, RecordingRow)]
        return not rows or any(row.value.consent == "all_party" for row in rows)

    def needs_ai_disclosure(self, jurisdictions: Sequence[str], day: date) -> bool:
        return any(isinstance(row, DisclosureRow) for row in self.rows(jurisdictions, day))

    @cached_property
    def text(self) -> str:
        """The document in its one canonical spelling."""
        return canonical(self.document)


def read(text: str) -> Pack:
    """The pack of a file's text. Raises `Unreadable`."""
    try:
        document = Document.model_validate_json(text)
    except ValidationError as error:
        raise Unreadable(str(error)) from error
    return Pack(document, digest(document))


def digest(document: Document) -> str:
    """SHA-256 of the canonical spelling: two files that say the same have the same one."""
    return hashlib.sha256(canonical(document).encode()).hexdigest()


def canonical(document: Document) -> str:
    """Sorted, without blanks and without what goes without saying, so that a field that joins later changes nothing."""
    plain = document.model_dump(mode="json", exclude_defaults=True)
    for row in plain["rows"]:
        if "channels" in row["value"]:
            row["value"]["channels"].sort()
    plain["rows"].sort(key=lambda row: json.dumps(row, sort_keys=True))
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
