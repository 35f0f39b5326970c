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


_waiting: deque[_Entry] = deque()
_mutex = threading.Lock()
_is_written_for = False


def fetch(statement: Statement) -> list[Row]:
    """Run the statement and return its rows once they are durable; alone it waits for nobody.

    Raises Django's database errors: its own, or that the database is away.
    """
    entry = _Entry(statement)
    if not _is_first(entry):
        entry.turn.acquire()
    if not entry.is_done:
        _write_for_all()
    if entry.error:
        raise entry.error
    return entry.rows


def _is_first(entry: _Entry) -> bool:
    """Wait in the line; True if nobody is writing, so that this thread does."""
    global _is_written_for
    with _mutex:
        _waiting.append(entry)
        was_written_for, _is_written_for = _is_written_for, True
    return not was_written_for


def _write_for_all() -> None:
    """Write for all who wait, wake them, and leave what came meanwhile to the first of it."""
    global _is_written_for
    with _mutex:
        entries = [_waiting.popleft() for _ in range(min(MOST_AT_ONCE, len(_waiting)))]
    try:
        _write(entries)
    finally:
        for entry in entries:
            entry.turn.release()
        with _mutex:
            _is_written_for = bool(_waiting)
            if _waiting:
                _waiting[0].turn.release()


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
