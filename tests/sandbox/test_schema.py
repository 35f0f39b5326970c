"""The demo's schema: made once, and again when a migration has changed."""

import os
from collections.abc import Mapping
from pathlib import Path

import psycopg
import pytest

from apps.sandbox.demo import manage, schema

# Of its own for each worker: they share a server.
DATABASE = f"leadhub_marked_{os.environ.get('PYTEST_XDIST_WORKER', 'master')}"


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which of Django's commands were run; they have tests of their own, and take seconds."""
    asked: list[str] = []

    def run(*arguments: str, environment: Mapping[str, str]) -> str:
        asked.append(arguments[0])
        return ""

    monkeypatch.setattr(manage, "run", run)
    monkeypatch.setattr(schema, "DATABASE", DATABASE)
    with psycopg.connect(os.environ["TEST_SUPERUSER_URL"], autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
    return asked


def ready() -> None:
    schema.ready(os.environ["TEST_SUPERUSER_URL"], as_owner={}, as_app={})


def test_a_database_is_migrated_and_checked_once(commands: list[str]) -> None:
    ready()
    ready()

    assert commands == ["migrate", "check_rls"]


def test_what_decides_the_schema_has_it_migrated_anew(
    commands: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ready()
    (tmp_path / "requirements-demo.lock").write_text("django==99")
    monkeypatch.setattr(schema, "ROOT", tmp_path)

    ready()

    assert commands == ["migrate", "check_rls"] * 2
