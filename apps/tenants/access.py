"""Whose rows a transaction may see: one tenant's, every tenant's (named and rare), or by default none.

Row-level security reads `app.tenant`; unset, every tenant's table looks empty and refuses writes.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection, transaction

EVERY_TENANT = 0
Row = tuple[Any, ...]


@contextmanager
def as_tenant(tenant_id: int) -> Iterator[None]:
    """Run the block in one transaction that sees this tenant's rows only."""
    if tenant_id <= EVERY_TENANT:
        raise ValueError("a tenant's id is positive")
    with _scope(tenant_id):
        yield


@contextmanager
def as_platform() -> Iterator[None]:
    """Run the block in one transaction that sees every tenant's rows.

    For work that has no tenant yet (a token, a key, a login) or has them all (the sweeper, operators).
    `tests/test_architecture.py` lists the modules that may.
    """
    with _scope(EVERY_TENANT):
        yield


def fetch(sql: str, params: Mapping[str, object], *, tenant_id: int, locks: Sequence[int] = ()) -> list[Row]:
    """Run one statement in a transaction of its own, by a single round trip, and return its rows.

    In a transaction of this very tenant that is open already the statement becomes part of that one.
    `locks` (advisory, taken in the given order) are held before the statement takes its snapshot, so it sees what
    their former holder committed. Raises Django's database errors.
    """
    connection.ensure_connection()
    raw: psycopg.Connection[Row] = connection.connection
    # Django's own cursors put parameters into the text, which can't be prepared: planning took longer than running.
    scope, cursor = psycopg.Cursor(raw), psycopg.Cursor(raw)
    with connection.wrap_database_errors:
        with raw.pipeline():
            # Up to the pipeline's end all is one transaction, so the local settings and the locks last just as long.
            scope.execute(_SCOPE_AND_LOCK, [str(tenant_id), list(locks)], prepare=True)
            cursor.execute(sql, params, prepare=True)
        return cursor.fetchall()


# A statement is planned once a connection, perhaps while the tables are empty: it keeps to the indexes from the start.
_SCOPE_AND_LOCK = """
SELECT set_config('app.tenant', %s, true), set_config('enable_seqscan', 'off', true),
       set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true),
       (SELECT count(pg_advisory_xact_lock(k)) FROM unnest(%s::bigint[]) k)
"""


@contextmanager
def _scope(tenant_id: int) -> Iterator[None]:
    is_inner = connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SCOPE, [str(tenant_id)])
        (before, _) = cursor.fetchone()
        yield
        # An inner block hands the outer one back its own view; an error, or the end, takes the setting back by itself.
        if is_inner:
            cursor.execute("SELECT set_config('app.tenant', %s, true)", [before or ""])


_SCOPE = "SELECT current_setting('app.tenant', true), set_config('app.tenant', %s, true)"
