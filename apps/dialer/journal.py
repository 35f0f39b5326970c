"""What was in the air, on disk: after a crash the next process knows which orders had been taken, and ends them.

No number and no name is in it; of an order it has the token and where its news goes.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from apps.integrations.wire.dialer import Standing

# How long a call can be looked up after its end; LeadHub asks within the hour.
KEPT = timedelta(hours=24)


class InUse(Exception):
    """Another dialer writes this journal: two of them would each place what the other has placed."""


class Taken(BaseModel):
    """An order, before anything of it goes out."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["taken"] = "taken"
    token: str
    status_url: str
    standing: Standing


class Moved(BaseModel):
    """How a call stands now."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["moved"] = "moved"
    standing: Standing


class Told(BaseModel):
    """LeadHub knows of the call's end."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["told"] = "told"
    id: str


Entry = Taken | Moved | Told
_ENTRY: TypeAdapter[Entry] = TypeAdapter(Entry)


class Journal:
    """One file, appended to by one process. Entering costs a write; `settle` waits until the disk has it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._file)
            raise InUse from error

    def enter(self, entry: Entry) -> None:
        """In one write, so that a crash leaves whole lines, or at worst half of the last."""
        os.write(self._file, entry.model_dump_json(exclude_none=True).encode() + b"\n")

    def settle(self) -> None:
        """Wait for the disk. Blocks: not on the loop."""
        os.fdatasync(self._file)

    def entries(self) -> Iterator[Entry]:
        """From the first; half a line, or one of another version, is passed over."""
        for line in self._path.read_bytes().splitlines():
            try:
                yield _ENTRY.validate_json(line)
            except ValidationError:
                continue

    def begin_anew(self, entries: Iterable[Entry]) -> None:
        """Put these in the place of all that is there, at once or not at all."""
        lines = b"".join(entry.model_dump_json(exclude_none=True).encode() + b"\n" for entry in entries)
        draft = self._path.with_name(f".{self._path.name}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
        fresh = os.open(draft, os.O_RDWR | os.O_APPEND)
        fcntl.flock(fresh, fcntl.LOCK_EX)
        draft.replace(self._path)
        os.close(self._file)
        self._file = fresh

    def close(self) -> None:
        os.close(self._file)


def is_kept(standing: Standing, *, now: datetime) -> bool:
    return now - standing.occurred_at < KEPT
