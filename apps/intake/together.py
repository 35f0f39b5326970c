"""Group commit: what comes in while a commit is under way is made durable by the next one, together."""

import threading
from collections import deque
from dataclasses import dataclass, field

from django.db import DatabaseError, InterfaceError, OperationalError, connection

from apps.tenants import access
from apps.tenants.access import Row, Statement

MOST_AT_ONCE = 32


@dataclass
class _Entry:
    """A statement, and what came of it: rows, or the error that is its own."""

    statement: Statement
    rows: list[Row] = field(default_factory=list)
    error: Exception | None = None
    is_done: bool = False


_waiting: deque[_Entry] = deque()
_turn = threading.Lock()


def fetch(statement: Statement) -> list[Row]:
    """Run the statement and return its rows once they are durable; alone it waits for nobody.

    Raises Django's database errors: its own, or that the database is away.
    """
    entry = _Entry(statement)
    _waiting.append(entry)
    while not entry.is_done:
        with _turn:
            # Whoever has the turn writes for all who wait behind it.
            if not entry.is_done:
                _write([_waiting.popleft() for _ in range(min(MOST_AT_ONCE, len(_waiting)))])
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
