"""The test stand: the whole product on an embedded Postgres and Valkey of its own, thrown away afterwards."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from apps.core.embedded import accounts, binaries, ports
from apps.core.embedded.postgres import Postgres
from apps.core.embedded.redis import Redis
from apps.core.embedded.roles import provision
from apps.sandbox.rig import Rig, wait_until
from bench import leads

DATABASE = "leadhub_bench"
ON_DISK = "/var/tmp"  # /tmp may be memory, where a commit costs nothing
BEHIND_THE_WEB = ("worker-urgent", "worker-default", "sweeper", "sandbox")
_BLOCK = 200_000
_PATIENCE_SECONDS = 60
_CALLBACK_SECONDS = 2.0
# What a cadence plans for later is nobody's work yet.
_BUSY = """
SELECT count(*) FROM outreach_step
WHERE state IN ('ready', 'leased', 'unknown') AND queue <> 'bench' AND key NOT LIKE 'cadence:%%'
"""


@dataclass
class Stand:
    """`database_url` is the superuser's, who sees every row; `tenant` is the one whose hook is posted to."""

    rig: Rig
    postgres: Postgres
    database_url: str
    tenant: int
    hook: str
    _next: int = field(default=0)

    @property
    def source(self) -> int:
        """The id of the tenant's one source."""
        return int(self.rows("SELECT id FROM leads_source WHERE tenant_id = %s", self.tenant)[0][0])

    def numbers(self) -> int:
        """The first of a block of lead numbers that nobody has used."""
        self._next += _BLOCK
        if self._next > leads.MOST:
            raise OverflowError("more loads than there are numbers")
        return self._next - _BLOCK

    def rows(self, sql: str, *params: object) -> list[tuple[Any, ...]]:
        """What the database says."""
        with psycopg.connect(self.database_url) as connection:
            return connection.execute(sql, params).fetchall()

    def stop_workers(self) -> None:
        """For good, and the pretend vendors with them: what the parts that follow leave behind is nobody's work."""
        for name in BEHIND_THE_WEB:
            if name in self.rig.running:
                self.rig.kill(name)
        self._cancel("ready", "leased", "unknown")
        time.sleep(_CALLBACK_SECONDS)
        self.checkpoint()

    def settle(self) -> None:
        """Wait until all that was promised is done, the carrier's news of it too."""
        wait_until(lambda: self.rows(_BUSY) == [(0,)], seconds=_PATIENCE_SECONDS, every=0.2)
        time.sleep(_CALLBACK_SECONDS)

    def forget_backlog(self) -> None:
        """Cancel what no worker has begun, what late news promises too, and let them finish the rest."""

        def is_forgotten() -> bool:
            self._cancel("ready")
            return self.rows(_BUSY) == [(0,)]

        wait_until(is_forgotten, seconds=_PATIENCE_SECONDS, every=0.2)
        self.settle()

    def _cancel(self, *states: str) -> None:
        with psycopg.connect(self.database_url) as connection:
            connection.execute(
                "UPDATE outreach_step SET state = 'cancelled' WHERE state = ANY(%s) AND queue <> 'bench'",
                [list(states)],
            )

    def checkpoint(self) -> None:
        """Write out what an earlier part left, so that it is not charged to the next."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            connection.execute("CHECKPOINT")

    def program(self, name: str) -> Path:
        """One of the programs that came with Postgres."""
        return binaries.postgres(accounts.for_servers(), home=self.postgres.home) / name


@contextmanager
def running() -> Iterator[Stand]:
    """Everything up, one tenant staged."""
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="leadhub-bench-", dir=ON_DISK)))
        postgres = Postgres(directory, ports.free())
        superuser_url = stack.enter_context(postgres.running())
        redis_url = stack.enter_context(Redis(directory, ports.free()).running())
        urls = provision(superuser_url, DATABASE)
        environment = os.environ | _SETTINGS | {"DATABASE_URL": urls.app, "REDIS_URL": redis_url}
        _migrate(environment | {"DATABASE_URL": urls.owner})
        rig = Rig(directory, environment)
        stack.callback(rig.stop)
        rig.start()
        staged = rig.manage("stage")
        database_url = f"{superuser_url.rpartition('/')[0]}/{DATABASE}"
        yield Stand(rig, postgres, database_url, staged["tenant"], staged["hook"])


def _migrate(environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], env=environment, check=True)


# As in production: no shiftable clock. One source alone sends here what many do elsewhere.
_SETTINGS = {
    "LEADHUB_DEMO": "0",
    "DEBUG": "0",
    "LEADHUB_SECRET_KEY": "bench only: " + "0123456789abcdef" * 4,
    "LEADHUB_FIELD_KEY": "bench only",
    "LEADHUB_HOOK_RATE": "1000000",
    "LEADHUB_HOOK_BURST": "1000000",
}
