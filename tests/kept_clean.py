"""The database as it was made, again and again: what a test committed is deleted, and nothing else is touched.

Django would empty every table, in a second or so, and the rules that a migration loads would be gone for later tests.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.apps import apps
from psycopg import sql


class Clean:
    """One worker's database. The connection is a superuser's: no policy, trigger or foreign key holds it up."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
        self._delete = sql.SQL("; ").join(self._deletion(table) for table in sorted(tables))

    def again(self) -> None:
        """Delete every row that is younger than this."""
        self._connection.execute(self._delete)

    def _deletion(self, table: str) -> sql.Composed:
        delete = sql.SQL("DELETE FROM {}").format(sql.Identifier(table))
        if self._connection.execute(sql.SQL("SELECT FROM {} LIMIT 1").format(sql.Identifier(table))).rowcount == 0:
            return delete
        newest = self._connection.execute(sql.SQL("SELECT max(id) FROM {}").format(sql.Identifier(table))).fetchone()
        return delete + sql.SQL(" WHERE id > {}").format(*newest or ())


@contextmanager
def clean(url: str) -> Iterator[Clean]:
    """The database at this address, as it is now."""
    with psycopg.connect(url, autocommit=True, options="-c session_replication_role=replica") as connection:
        yield Clean(connection)
