"""What this machine's Postgres commits at most, by its own pgbench: the measure that ingestion is held against."""

import re
import subprocess
from pathlib import Path
from statistics import median

import psycopg

from bench.figures import Figures
from bench.stand import Stand

CLIENTS, THREADS = "16", "2"
_SQL = Path(__file__).parent / "sql"
_RATE = re.compile(r"^tps = ([\d.]+)", re.MULTILINE)


class Rates:
    """Taken before, between and after the loads, as the machine may be slower at one time than at another."""

    def __init__(self, stand: Stand, *, seconds: float) -> None:
        self._stand = stand
        self._seconds = max(1, round(seconds))
        self._two_inserts: list[float] = []
        self._hook_inserts: list[float] = []
        with psycopg.connect(stand.database_url) as connection:
            connection.execute((_SQL / "two_tables.sql").read_bytes())

    def take(self) -> None:
        """Measure once more."""
        self._two_inserts.append(self._run("two_inserts.sql", self._stand.database_url, "simple"))
        tenant, source = self._stand.tenant, self._stand.source
        owner = self._stand.rig.environment["DATABASE_URL"]
        variables = ("-D", f"tenant={tenant}", "-D", f"source={source}")
        self._hook_inserts.append(self._run("hook_inserts.sql", owner, "prepared", *variables))
        self._stand.checkpoint()

    def figures(self) -> Figures:
        """Commits a second: the median of what was taken."""
        return {
            "pgbench.two_inserts.rate": median(self._two_inserts),
            "pgbench.hook_inserts.rate": median(self._hook_inserts),
        }

    def _run(self, script: str, url: str, protocol: str, *variables: str) -> float:
        size = ("-c", CLIENTS, "-j", THREADS, "-T", str(self._seconds), "-M", protocol)
        command = [str(self._stand.program("pgbench")), "-n", *size, *variables, "-f", str(_SQL / script), url]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        found = _RATE.search(done.stdout)
        if found is None:
            raise ValueError(f"pgbench told no rate: {done.stdout}")
        return float(found[1])
