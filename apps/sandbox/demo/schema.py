"""The demo's schema: made by migrations, checked for leaks, and left alone while no migration has changed."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg
from psycopg import sql

from apps.core.embedded import roles
from apps.core.embedded.server import ROOT
from apps.sandbox.demo import manage
from apps.sandbox.demo.surroundings import DATABASE

# What decides what a migrated database looks like: our migrations, those of the packages, and what we check.
DECIDES = ("requirements-demo.lock", "apps/*/migrations/*.py", "apps/core/embedded/roles.py", "apps/tenants/rls.py")


def ready(superuser_url: str, *, as_owner: Mapping[str, str], as_app: Mapping[str, str]) -> None:
    """Roles, tables, and no row that another tenant sees. The database bears the mark of what it was made by."""
    owner_url = roles.provision(superuser_url, DATABASE).owner
    mark = _mark()
    if _borne(owner_url) == mark:
        return
    manage.run("migrate", "--no-input", environment=as_owner)
    manage.run("check_rls", environment=as_app)
    _bear(owner_url, mark)


def _mark() -> str:
    digest = hashlib.sha256()
    for path in _deciding():
        digest.update(f"{path.relative_to(ROOT)}\n".encode())
        digest.update(path.read_bytes())
    return f"leadhub {digest.hexdigest()}"


def _deciding() -> Iterator[Path]:
    for pattern in DECIDES:
        yield from sorted(ROOT.glob(pattern))


def _borne(owner_url: str) -> str | None:
    asked = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
    with psycopg.connect(owner_url) as connection:
        row = connection.execute(asked).fetchone()
    return row[0] if row else None


def _bear(owner_url: str, mark: str) -> None:
    statement = sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(DATABASE), sql.Literal(mark))
    with psycopg.connect(owner_url) as connection:
        connection.execute(statement)
