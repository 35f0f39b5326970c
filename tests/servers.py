"""Pytest plug-in: real Postgres and Valkey for the whole run, and a database of its own for each xdist worker."""

import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from apps.core.embedded import ports
from apps.core.embedded.postgres import Postgres
from apps.core.embedded.redis import Redis
from apps.core.embedded.roles import APP, OWNER, Urls, provision

TEMPLATE = "leadhub_template"
_running = ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Start the servers once, in the controller, before Django reads its settings."""
    os.environ.setdefault("LEADHUB_SECRET_KEY", "tests only: " + "0123456789abcdef" * 4)
    os.environ.setdefault("LEADHUB_FIELD_KEY", "tests only")
    # Owners come in without one, but where it is the point of a test.
    os.environ.setdefault("LEADHUB_REQUIRE_SECOND_FACTOR", "0")
    if "TEST_SUPERUSER_URL" not in os.environ:
        _start()
    worker = os.environ.get("PYTEST_XDIST_WORKER", "master")
    _use_own_database(worker)
    redis_database = int(worker.removeprefix("gw")) + 1 if worker != "master" else 0
    os.environ["REDIS_URL"] = f"{os.environ['TEST_REDIS_URL']}/{redis_database}"


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what this process started."""
    _running.close()


def _start() -> None:
    directory = Path(_running.enter_context(tempfile.TemporaryDirectory(prefix="leadhub-tests-")))
    superuser_url = _running.enter_context(Postgres(directory, ports.free()).running())
    redis_url = _running.enter_context(Redis(directory, ports.free()).running())
    os.environ |= {"TEST_SUPERUSER_URL": superuser_url, "TEST_REDIS_URL": redis_url.removesuffix("/0")}
    os.environ["LEADHUB_RECORDINGS"] = str(directory / "recordings")
    _migrate(provision(superuser_url, TEMPLATE))


def _migrate(template: Urls) -> None:
    """Make the schema once, as the owner; each worker copies it."""
    environment = os.environ | {"DATABASE_URL": template.owner, "REDIS_URL": os.environ["TEST_REDIS_URL"]}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0", "--skip-checks"], env=environment, check=True)
    with psycopg.connect(os.environ["TEST_SUPERUSER_URL"], autocommit=True) as server:
        # Nobody kills this Postgres, so no test need wait for its disk.
        server.execute(sql.SQL("ALTER ROLE {} SET synchronous_commit = off").format(sql.Identifier(APP)))


def _use_own_database(worker: str) -> None:
    urls = fresh_database(f"leadhub_{worker}")
    os.environ |= {"DATABASE_URL": urls.app, "DATABASE_OWNER_URL": urls.owner}


def fresh_database(name: str) -> Urls:
    """An empty database with the whole schema; one that is there already is dropped."""
    with psycopg.connect(os.environ["TEST_SUPERUSER_URL"], autocommit=True) as server:
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
            sql.Identifier(name), sql.Identifier(TEMPLATE), sql.Identifier(OWNER)
        )
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        server.execute("SELECT pg_advisory_lock(1)")  # a template may be copied by one at a time
        server.execute(copy)
    return provision(os.environ["TEST_SUPERUSER_URL"], name)
