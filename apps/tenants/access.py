"""Whose rows a transaction may see: one tenant's, every tenant's (named and rare), or by default none.

Row-level security reads `app.tenant`; unset, every tenant's table looks empty and refuses writes.
"""

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection, transaction

from . import plans

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


@dataclass(frozen=True)
class Statement:
    """One statement in the view of a tenant.

    `locks` (advisory) are held before it takes its snapshot, so it sees what their former holder committed.
    """

    sql: str
    params: Mapping[str, object]
    tenant_id: int
    locks: Sequence[int] = ()


def lock(name: str) -> int:
    """The advisory lock of that name."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), signed=True)


def fetch(sql: str, params: Mapping[str, object], *, tenant_id: int) -> list[Row]:
    """Run one statement in a transaction of its own, by a single round trip, and return its rows.

    In a transaction of this very tenant that is open already the statement becomes part of that one.
    Raises Django's database errors.
    """
    return fetch_all([Statement(sql, params, tenant_id)])[0]


def fetch_all(statements: Sequence[Statement]) -> list[list[Row]]:
    """Run the statements, one after the other, in one transaction and by a single round trip; all of them or none."""
    connection.ensure_connection()
    raw: psycopg.Connection[Row] = connection.connection
    # Django's own cursors put parameters into the text, which can't be prepared: planning took longer than running.
    cursors = [psycopg.Cursor(raw) for _ in statements]
    # Always in the same order, so that no two transactions wait for each other.
    locks = sorted({lock for statement in statements for lock in statement.locks})
    scope = sizes = None
    at = time.monotonic()
    with connection.wrap_database_errors:
        with raw.pipeline():
            if plans.growth.is_to_be_looked_at(at=at):
                sizes = psycopg.Cursor(raw).execute(plans.SIZE)
            if plans.growth.are_old(raw, at=at) and not plans.growth.is_at_leisure:
                plans.growth.made_anew(raw, at=at)
                psycopg.Cursor(raw).execute("DISCARD PLANS")
            # Up to the pipeline's end all is one transaction, so the local settings and the locks last just as long.
            for cursor, statement in zip(cursors, statements, strict=True):
                if statement.tenant_id != scope:
                    held = locks if scope is None else []
                    psycopg.Cursor(raw).execute(_SCOPE_AND_LOCK, [str(statement.tenant_id), held], prepare=True)
                    scope = statement.tenant_id
                cursor.execute(statement.sql, statement.params, prepare=True)
        if sizes:
            plans.growth.saw(sizes.fetchall()[0][0])
        return [cursor.fetchall() for cursor in cursors]


def renew_plans() -> None:
    """Between two pieces of work: what this thread's connection has prepared is planned anew, if that is old."""
    raw: psycopg.Connection[Row] | None = connection.connection
    at = time.monotonic()
    if raw is None or raw.closed or not plans.growth.are_old(raw, at=at):
        return
    if plans.growth.is_turn(at=at):
        with connection.wrap_database_errors:
            plans.renew(raw)


_SCOPE_AND_LOCK = f"""
SELECT set_config('app.tenant', %s, true), {plans.BY_INDEX},
       (SELECT count(pg_advisory_xact_lock(k)) FROM unnest(%s::bigint[]) k)
"""  # noqa: S608 - made of constants


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
