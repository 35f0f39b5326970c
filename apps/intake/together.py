"""Group commit: what comes in while a commit is under way is made durable by the next one, together."""

import threading
from collections import deque

from django.db import DatabaseError, InterfaceError, OperationalError, connection

from apps.tenants import access
from apps.tenants.access import Row, Statement

MOST_AT_ONCE = 32


class _Entry:
    """A statement, and what came of it: rows, or the error that is its own."""

    def __init__(self, statement: Statement) -> None:
        self.statement = statement
        self.rows: list[Row] = []
        self.error: Exception | None = None
        self.is_done = False
        # Let go when the statement is written, or when its thread shall write for those who wait.
        self.turn = threading.Lock()
        self.turn.acquire()


class _Line:
    """Those who wait; the first of them writes for all."""

    def __init__(self) -> None:
        self._waiting: deque[_Entry] = deque()
        self._is_written_for = False
        self._mutex = threading.Lock()

    def join(self, entry: _Entry) -> bool:
        """Wait in the line; True if nobody is writing, so that this thread does."""
        with self._mutex:
            self._waiting.append(entry)
            was_written_for, self._is_written_for = self._is_written_for, True
        return not was_written_for

    def write(self) -> None:
        """Write for all who wait, wake them, and leave what came meanwhile to the first of it."""
        with self._mutex:
            entries = [self._waiting.popleft() for _ in range(min(MOST_AT_ONCE, len(self._waiting)))]
        try:
            _write(entries)
        finally:
            for entry in entries:
                entry.turn.release()
            with self._mutex:
                self._is_written_for = bool(self._waiting)
                if self._waiting:
                    self._waiting[0].turn.release()


_line = _Line()


def fetch(statement: Statement) -> list[Row]:
    """Run the statement and return its rows once they are durable; alone it waits for nobody.

    Raises Django's database errors: its own, or that the database is away.
    """
    entry = _Entry(statement)
    if not _line.join(entry):
        entry.turn.acquire()
    if not entry.is_done:
        _line.write()
    if entry.error:
        raise entry.error
    return entry.rows


def _write(entries: list[_Entry]) -> None:
    # The order of arrival stays within each tenant, whose view is set once.
    entries.sort(key=lambda entry: entry.statement.tenant_id)
    try:
        written = access.fetch_all([entry.statement for entry in entries])
    except (OperationalError, InterfaceError) as error:
        # This thread's connection is of no use any more; the others find out about theirs when it is their turn.
        connection.close()
        _end(entries, error)
    except DatabaseError as error:
        if len(entries) == 1:
            _end(entries, error)
        else:  # one of them is bad: it fails alone
            for entry in entries:
                _write([entry])
    except BaseException as error:
        _end(entries, error if isinstance(error, Exception) else RuntimeError("the writing thread was stopped"))
        raise
    else:
        for entry, rows in zip(entries, written, strict=True):
            entry.rows, entry.is_done = rows, True


def _end(entries: list[_Entry], error: Exception) -> None:
    for entry in entries:
        entry.error, entry.is_done = error, True
