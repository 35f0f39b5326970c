"""The product running as processes, on a database and a Redis of its own; all journeys share it."""

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Self

import psycopg
import pytest
import requests

from apps.sandbox.rig import Rig, wait_until
from tests.servers import fresh_database

STAGE_MANY = """
import io, json
from django.core.management import call_command
def stage(number):
    said = io.StringIO()
    call_command("stage", number=number, stdout=said)
    return json.loads(said.getvalue())
print(json.dumps({"tenants": [stage(f"+1202555{nth:04}") for nth in range(FIRST, FIRST + 16)]}))
"""
_rigs = count()


@dataclass
class Scene:
    """A running product with a fresh tenant, whose vendors are all in the sandbox."""

    rig: Rig
    tenant: int
    hook: str
    account: str
    api_key: str

    @classmethod
    def of(cls, rig: Rig, *options: str) -> Self:
        """A fresh tenant of a running product; the options are those of `manage.py stage`."""
        return cls.staged(rig, rig.manage("stage", *options))

    @classmethod
    def staged(cls, rig: Rig, told: Mapping[str, Any]) -> Self:
        """The tenant that `manage.py stage` has told of."""
        return cls(rig, told["tenant"], told["hook"], told["account"], told["api_key"])

    def open_source(self, name: str) -> str:
        """Another form of the same tenant; gives its hook."""
        url, key = f"{self.rig.base_url}/api/v1/sources/", {"Authorization": f"Bearer {self.api_key}"}
        answer = requests.post(url, json={"name": name, "kind": "webhook"}, headers=key, timeout=10)
        answer.raise_for_status()
        return str(answer.json()["url"])

    def post(self, **lead: str) -> requests.Response:
        return requests.post(self.hook, json=lead, timeout=30)

    def flood(self, times: int, *, clients: int, **lead: str) -> list[requests.Response]:
        """The same submission many times, from many clients at once."""
        with ThreadPoolExecutor(clients) as pool:
            return list(pool.map(lambda _: self.post(**lead), range(times)))

    def rows(self, sql: str, *params: object) -> list[tuple[Any, ...]]:
        """What the database says, seen as its superuser."""
        url = os.environ["TEST_SUPERUSER_URL"].rpartition("/")[0]
        name = self.rig.environment["DATABASE_URL"].rpartition("/")[2]
        with psycopg.connect(f"{url}/{name}") as connection:
            return connection.execute(sql, params).fetchall()

    def settled(self, *, seconds: float = 60) -> None:
        """Wait until no step of the tenant is open, but for a cadence's attempts to come."""
        open_steps = (
            "SELECT count(*) FROM outreach_step"
            " WHERE tenant_id = %s AND state IN ('ready', 'leased', 'unknown', 'waiting')"
            " AND NOT (state = 'ready' AND key LIKE 'cadence:%%')"
        )
        wait_until(lambda: self.rows(open_steps, self.tenant) == [(0,)], seconds=seconds, every=0.1)

    def timeline(self) -> list[str]:
        """Kinds of the tenant's events, by their time."""
        sql = "SELECT kind FROM leads_event WHERE tenant_id = %s ORDER BY occurred_at, id"
        return [kind for (kind,) in self.rows(sql, self.tenant)]

    def told(self, kind: str) -> None:
        """Wait until the timeline has it: news comes when the carrier brings it."""
        wait_until(lambda: kind in self.timeline(), seconds=60)

    def phones(self) -> set[str]:
        rows = self.rows("SELECT phone FROM leads_lead WHERE tenant_id = %s", self.tenant)
        return {phone for (phone,) in rows}

    def seen_by_world(self, *kinds: str) -> list[dict[str, Any]]:
        """The journal's entries about this tenant's people, in order."""
        mine = self.phones()
        entries = self.rig.journal(*kinds)
        return [entry for entry in entries if (entry["facts"].get("to") or entry["facts"].get("phone")) in mine]

    def add_to_do_not_call(self, phone: str) -> None:
        self.rows(
            "INSERT INTO compliance_dncentry (tenant_id, phone, origin, reason, added_by)"
            " VALUES (%s, %s, 'added', '', '') RETURNING id",
            self.tenant,
            phone,
        )

    def person_writes(self, phone: str, body: str) -> None:
        answer = requests.post(f"{self.rig.sandbox_url}/inbound-sms", json={"from": phone, "body": body}, timeout=10)
        answer.raise_for_status()


@pytest.fixture(scope="session")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """All processes; to start them takes longer than most journeys."""
    made = Rig(tmp_path_factory.mktemp("rig"), own_environment(LEADHUB_SETTLE_SECONDS="3"))
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="session")
def tenants(rig: Rig) -> Iterator[dict[str, Any]]:
    """Fresh tenants without end, each with a number of its own; many from each start of a process."""
    numbered = (STAGE_MANY.replace("FIRST", str(first)) for first in count(200, 16))
    return (tenant for many in numbered for tenant in rig.manage("shell", "-v", "0", "-c", many)["tenants"])


@pytest.fixture
def scene(rig: Rig, tenants: Iterator[dict[str, Any]]) -> Iterator[Scene]:
    """The product with a fresh tenant; the world's faults of an earlier test are mended."""
    rig.mend()
    staged = next(tenants)
    yield Scene.staged(rig, staged)
    show_logs(rig.directory)


@pytest.fixture(scope="session")
def demo_rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """The product as the demo runs it, whose clock may be moved."""
    made = Rig(tmp_path_factory.mktemp("demo"), own_environment(LEADHUB_DEMO="1"))
    try:
        made.start()
        yield made
    finally:
        made.stop()
        show_logs(made.directory)


@pytest.fixture
def demo(demo_rig: Rig) -> Iterator[Callable[..., Scene]]:
    """A fresh tenant of the demo, at the true time; the options are those of `manage.py stage`."""
    yield lambda *options: Scene.of(demo_rig, *options)
    requests.delete(f"{demo_rig.sandbox_url}/clock", timeout=10).raise_for_status()


def own_environment(**settings: str) -> dict[str, str]:
    """For processes whose rows no other test should meet: a database of their own."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "master")
    urls = fresh_database(f"leadhub_{worker}_rig{next(_rigs)}")
    return {**os.environ, "DATABASE_URL": urls.app, "DATABASE_OWNER_URL": urls.owner, **settings}


def show_logs(directory: Path) -> None:
    """The last words of each process, for pytest to show with a failure."""
    for log in sorted(directory.glob("*.log")):
        if text := log.read_text()[-3_000:]:
            print(f"--- {log.name}\n{text}")
