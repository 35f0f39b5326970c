"""CRM records: kept in memory, found by field, each accepted write in the journal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any

from apps.sandbox.journal import Entry
from apps.sandbox.world import World

type Fields = dict[str, Any]

# What hangs on a record's history and is no record of a person.
ACTIVITIES = frozenset({"Task", "Event", "calls", "notes", "meetings"})


@dataclass
class Record:
    """One record of a CRM."""

    id: str
    kind: str
    fields: Fields
    created_at: datetime
    updated_at: datetime
    is_flagged: bool = False
    # True time: an index lags by the wall clock, however the demo's clock is moved.
    _since: float = field(default_factory=monotonic)

    @property
    def age_seconds(self) -> float:
        return monotonic() - self._since

    def holds(self, name: str, value: str) -> bool:
        """E-mail addresses and the like compare without case."""
        own = self.fields.get(name)
        return own is not None and str(own).casefold() == value.casefold()


class Cabinet:
    """The records of one CRM."""

    def __init__(self, world: World, system: str) -> None:
        self._world = world
        self._system = system
        self._records: dict[str, Record] = {}
        self._index: dict[tuple[str, str, str], dict[str, Record]] = defaultdict(dict)
        for entry in world.journal.of("crm.written", "crm.noted"):
            if entry.vendor == system:
                self._remember(entry)

    def get(self, kind: str, record_id: str) -> Record | None:
        record = self._records.get(record_id)
        return record if record is not None and record.kind == kind else None

    def every(self, kind: str) -> Iterator[Record]:
        return (record for record in self._records.values() if record.kind == kind)

    def holding(self, kind: str, name: str, value: str) -> list[Record]:
        """Nothing awaits between a search and a write, so one external id never makes two records."""
        return list(self._index[kind, name, value.casefold()].values())

    def plant(self, kind: str, record_id: str, fields: Fields, *, is_flagged: bool) -> Record:
        """A record that was there before us: not a write of ours, so not in the journal."""
        now = self._world.clock.now()
        record = Record(record_id, kind, {}, now, now, is_flagged)
        # An old record is long since indexed.
        record._since = 0.0
        self._records[record_id] = record
        self._write(record, fields)
        return record

    def create(self, kind: str, record_id: str, fields: Fields, *, external_id: str | None) -> Record:
        now = self._world.clock.now()
        record = self._records[record_id] = Record(record_id, kind, {}, now, now)
        self._write(record, fields)
        self._journal(record, fields, external_id, created=True)
        return record

    def update(self, record: Record, fields: Fields, *, external_id: str | None) -> None:
        self._write(record, fields)
        record.updated_at = self._world.clock.now()
        self._journal(record, fields, external_id, created=False)

    def _write(self, record: Record, fields: Fields) -> None:
        for name, value in fields.items():
            self._index[record.kind, name, _folded(record.fields.get(name))].pop(record.id, None)
            self._index[record.kind, name, _folded(value)][record.id] = record
        record.fields |= fields

    def _remember(self, entry: Entry) -> None:
        """What was written before a restart is still there after it."""
        facts, at = entry.facts, datetime.fromisoformat(entry.at)
        record = self._records.setdefault(facts["id"], Record(facts["id"], facts["object"], {}, at, at))
        record.updated_at, record._since = at, 0.0
        self._write(record, facts["fields"])

    def _journal(self, record: Record, written: Fields, external_id: str | None, *, created: bool) -> None:
        known = {name.lower(): value for name, value in record.fields.items()}
        self._world.journal.write(
            self._system,
            "crm.noted" if record.kind in ACTIVITIES else "crm.written",
            system=self._system,
            id=record.id,
            object=record.kind,
            external_id=external_id,
            email=known.get("email"),
            phone=known.get("phone"),
            created=created,
            fields=written,
        )


def _folded(value: object) -> str:
    return str(value).casefold()
