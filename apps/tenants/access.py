"""Whose rows this transaction may see: one tenant's, every tenant's (named and rare), or by default none.

Row-level security reads `app.tenant`; unset, every tenant's table looks empty and refuses writes.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

EVERY_TENANT = 0


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


@contextmanager
def _scope(tenant_id: int) -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('app.tenant', true), set_config('app.tenant', %s, true)", [str(tenant_id)]
        )
        (before, _) = cursor.fetchone()
        yield
        # An inner block hands the outer one back its own view; an error rolls the setting back by itself.
        cursor.execute("SELECT set_config('app.tenant', %s, true)", [before or ""])
