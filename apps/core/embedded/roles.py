"""The two roles and the database of LeadHub: one owns the tables, the other can't escape a policy."""

import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import psycopg
from psycopg import sql

OWNER = "leadhub_owner"
APP = "leadhub_app"
ONE_AT_A_TIME = 7_245_837  # any number, as long as it is always the same


@dataclass(frozen=True)
class Urls:
    """How the owner (migrations) and the application (everything else) connect."""

    owner: str
    app: str


def provision(superuser_url: str, name: str) -> Urls:
    """Make roles and database as they should be, whatever is there; safe to call from several at once."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        _role(connection, OWNER, createdb=sql.SQL("CREATEDB"), password=_password(superuser_url, OWNER))
        _role(connection, APP, createdb=sql.SQL("NOCREATEDB"), password=_password(superuser_url, APP))
        _database(connection, name)
        with psycopg.connect(urls(superuser_url, name).owner, autocommit=True) as owned:
            _furnish(owned)
    return urls(superuser_url, name)


def urls(superuser_url: str, name: str) -> Urls:
    """What `provision` gives, known before it has run."""
    return Urls(owner=_url(superuser_url, OWNER, name), app=_url(superuser_url, APP, name))


def _role(connection: psycopg.Connection, role: str, *, createdb: sql.SQL, password: str) -> None:
    found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    verb = sql.SQL("ALTER" if found else "CREATE")
    connection.execute(
        sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION {} PASSWORD {}").format(
            verb, sql.Identifier(role), createdb, sql.Literal(password)
        )
    )


def _database(connection: psycopg.Connection, name: str) -> None:
    database, owner = sql.Identifier(name), sql.Identifier(OWNER)
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, owner))
    connection.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(database, owner))


def _furnish(owned: psycopg.Connection) -> None:
    """Extensions, and rights on whatever the owner makes here later; copies of this database inherit both.

    Not on what there is already: that would give back what a migration has taken away, as the right to change events.
    """
    app = sql.Identifier(APP)
    owned.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    for rights, things in (("SELECT, INSERT, UPDATE, DELETE", "TABLES"), ("USAGE", "SEQUENCES")):
        owned.execute(
            sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {} ON {} TO {}").format(
                sql.SQL(rights), sql.SQL(things), app
            )
        )


def _password(superuser_url: str, role: str) -> str:
    """Derived from the superuser's, so that there is nothing more to keep and every caller agrees."""
    secret = urlsplit(superuser_url).password or ""
    return hmac.digest(secret.encode(), role.encode(), hashlib.sha256).hex()


def _url(superuser_url: str, role: str, name: str) -> str:
    parts = urlsplit(superuser_url)
    place = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{role}:{_password(superuser_url, role)}@{place}", path=f"/{quote(name)}").geturl()
