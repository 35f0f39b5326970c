"""What was in the air, on disk: after a crash the next process knows which orders had been taken, and ends them.

No number and no name is in it; of an order it has the token and where its news goes.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
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
        # Which file is the journal. Nobody who holds it waits for the disk: the loop may want it.
        self._lock = Lock()

    @property
    def size(self) -> int:
        """In bytes: where the next line will begin."""
        return os.fstat(self._file).st_size

    def enter(self, entry: Entry) -> None:
        """In one write, so that a crash leaves whole lines, or at worst half of the last."""
        with self._lock:
            os.write(self._file, _line(entry))

    def settle(self) -> None:
        """Wait for the disk. Blocks: not on the loop."""
        # Of its own: the journal's is closed when it is begun anew, and what is in it then is on disk already.
        with self._lock:
            file = os.dup(self._file)
        try:
            os.fdatasync(file)
        finally:
            os.close(file)

    def entries(self) -> Iterator[Entry]:
        """From the first; half a line, or one of another version, is passed over."""
        for line in self._path.read_bytes().splitlines():
            try:
                yield _ENTRY.validate_json(line)
            except ValidationError:
                continue

    def begin_anew(self, entries: Iterable[Entry], *, until: int) -> None:
        """Put these in the place of its first so many bytes, at once or not at all. Blocks: not on the loop.

        What has been entered since comes after them, and may go on to be entered. One at a time.
        """
        draft = self._path.with_name(f".{self._path.name}")
        fresh = os.open(draft, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            fcntl.flock(fresh, fcntl.LOCK_EX)
            _append(fresh, map(_line, entries))
            while not self._gives_way_to(draft, fresh, until=until):
                until += self._copy(fresh, since=until)
        except OSError:
            # On a full disk it would be in the way of the journal itself.
            draft.unlink()
            os.close(fresh)
            raise

    def close(self) -> None:
        os.close(self._file)

    def _gives_way_to(self, draft: Path, fresh: int, *, until: int) -> bool:
        """Not where more has been entered meanwhile: it may be settled, so the disk must have it in the draft, too."""
        os.fsync(fresh)
        with self._lock:
            if self.size > until:
                return False
            draft.replace(self._path)
            old, self._file = self._file, fresh
        os.close(old)
        return True

    def _copy(self, fresh: int, *, since: int) -> int:
        """How many bytes these were."""
        more = os.pread(self._file, self.size - since, since)
        _append(fresh, [more])
        return len(more)


def _append(file: int, lines: Iterable[bytes]) -> None:
    with os.fdopen(file, "ab", closefd=False) as whole:
        whole.writelines(lines)


def _line(entry: Entry) -> bytes:
    return entry.model_dump_json(exclude_none=True).encode() + b"\n"


def is_kept(standing: Standing, *, now: datetime) -> bool:
    return now - standing.occurred_at < KEPT
