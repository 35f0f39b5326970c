"""The product running as processes on this worker's own database and Redis."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
import requests

from apps.sandbox.rig import Rig, wait_until



@dataclass
class Scene:
    """A running product with one tenant, Acme, whose vendors are all in the sandbox."""

    rig: Rig
    hook: str

    def post(self, **lead: str) -> requests.Response:
        return requests.post(self.hook, json=lead, timeout=30)

    def rows(self, sql: str, *params: object) -> list[tuple[Any, ...]]:
        """What the database says, seen as its superuser."""
        url = os.environ["TEST_SUPERUSER_URL"].rpartition("/")[0]
        name = os.environ["DATABASE_URL"].rpartition("/")[2]
        with psycopg.connect(f"{url}/{name}") as connection:
            return connection.execute(sql, params).fetchall()  # type: ignore[arg-type]

    def settled(self, *, seconds: float = 30) -> None:
        """Wait until no step is open."""
        open_steps = "SELECT count(*) FROM outreach_step WHERE state IN ('ready','leased','unknown','waiting')"
        wait_until(lambda: self.rows(open_steps) == [(0,)], seconds=seconds, every=0.1)


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """All processes; the module's tests share them."""
    directory = tmp_path_factory.mktemp("rig")
    environment = {**os.environ, "LEADHUB_DEMO": "1", "LEADHUB_SETTLE_SECONDS": "6"}
    made = Rig(directory, environment)
    made.start()
    yield made
    made.stop()
    _show_logs(directory)


@pytest.fixture
def scene(rig: Rig) -> Scene:
    """The product with a fresh tenant and an empty timeline."""
    return Scene(rig, rig.manage("stage")["hook"])


def _show_logs(directory: Path) -> None:
    for log in sorted(directory.glob("*.log")):
        if text := log.read_text()[-3_000:]:
            print(f"--- {log.name}\n{text}")


