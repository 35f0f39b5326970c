"""The journal: what the outside world saw, in order, never changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

type Facts = dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """One thing that took effect."""

    seq: int
    at: str
    vendor: str
    kind: str
    facts: Facts


class Journal:
    """Append-only, in memory and as one JSON line each; an older file is continued."""

    def __init__(self, path: Path, *, now: Callable[[], datetime]) -> None:
        self._now = now
        self._entries: list[Entry] = []
        self._lines: list[bytes] = []
        path.parent.mkdir(parents=True, exist_ok=True)
        # Unbuffered: a killed sandbox loses no line.
        self._file = path.open("ab+", buffering=0)
        self._reload()

    def write(self, vendor: str, kind: str, **facts: Any) -> Entry:
        entry = Entry(len(self._entries) + 1, stamp(self._now()), vendor, kind, facts)
        self._keep(entry, line := _line(entry))
        self._file.write(line + b"\n")
        return entry

    def since(self, seq: int) -> bytes:
        """A JSON list of the entries after `seq`."""
        return b"[" + b",".join(self._lines[max(seq, 0) :]) + b"]"

    def of(self, *kinds: str) -> Iterator[Entry]:
        return (entry for entry in self._entries if entry.kind in kinds)

    def _keep(self, entry: Entry, line: bytes) -> None:
        self._entries.append(entry)
        self._lines.append(line)

    def _reload(self) -> None:
        self._file.seek(0)
        whole = 0
        for line in self._file:
            # The last line may be half written, if the sandbox was killed.
            if not line.endswith(b"\n"):
                break
            self._keep(Entry(**orjson.loads(line)), line.rstrip())
            whole += len(line)
        self._file.truncate(whole)


def stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


def _line(entry: Entry) -> bytes:
    try:
        return orjson.dumps(entry)
    except TypeError:
        # Half a surrogate pair, or an integer beyond 64 bits: hostile senders get both through.
        return json.dumps(asdict(entry), ensure_ascii=False, default=str).encode(errors="replace")
