"""Programs that begin in a fork: they are what they would be on their own, and end as they would."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from apps.core.embedded import ports
from apps.sandbox.demo import leftovers, program, supervisor
from apps.sandbox.demo.layout import OFFSETS, Layout
from apps.sandbox.demo.programs import Program
from apps.sandbox.nursery import Forked, Nursery
from apps.sandbox.rig import wait_until

TELLS = """
import json, os, signal, sys
told = {"arguments": sys.argv[1:], "name": __name__, "word": os.environ["WORD"], "home": "HOME" in os.environ,
        "warm": "redis" in sys.modules, "called": open("/proc/self/comm").read().strip(),
        "ends": signal.getsignal(signal.SIGTERM) == signal.SIG_DFL}
print(json.dumps(told))
sys.exit(3)
"""
LOADED = "import sys, time; print('leadhub.wsgi' in sys.modules, flush=True); time.sleep(60)"
# Whether statements are prepared on the server, by the settings and by a connection made of them.
PREPARES = """
import sys
from django.conf import settings
from django.db import connection
by_settings = settings.DATABASES["default"]["OPTIONS"]["server_side_binding"]
print("leadhub.wsgi" in sys.modules, by_settings, connection.features.uses_server_side_binding)
"""
# It takes every number that a file of its parent's could have had, then counts, and looks whether they are still there.
COUNTS = """
import os
from apps.core import metrics
taken = [os.open(os.devnull, os.O_RDONLY) for _ in range(64)]
metrics.doorbell_rung()
mine = [name for name in os.listdir(os.environ["PROMETHEUS_MULTIPROC_DIR"]) if f"_{os.getpid()}.db" in name]
print(bool(mine), all(os.path.samestat(os.fstat(each), os.stat(os.devnull)) for each in taken))
"""
# A parent with a child that would live on, as granian's workers do.
BEARS = """
import os, signal, sys, time
child = os.fork()
if child:
    print(child, flush=True)
time.sleep(60)
"""
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ties and names")
type Start = Callable[..., Forked]


@dataclass(frozen=True)
class Product:
    """A nursery with the product of this environment, and where its programs write."""

    nursery: Nursery
    environment: dict[str, str]
    directory: Path

    def tells(self, text: str, **own: str) -> str:
        """What a program of this text says, with something of its own in its environment."""
        (self.directory / "program.py").write_text(text)
        log = self.directory / "log"
        log.write_text("")
        command = _tied(str(self.directory / "program.py"))
        self.nursery.fork(command, environment=self.environment | own, log=log).wait(timeout=30)
        return log.read_text()


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    made = Nursery()
    yield made
    made.close()


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A nursery with the product loaded."""
    directory = tmp_path_factory.mktemp("product")
    environment = os.environ | _environment(directory) | {"PROMETHEUS_MULTIPROC_DIR": str(directory / "metrics")}
    made = Nursery(environment)
    yield Product(made, environment, directory)
    made.close()


@pytest.fixture
def start(nursery: Nursery, tmp_path: Path) -> Start:
    """Begins a text as a program whose words go to `log` in the test's directory."""

    def start(text: str, *arguments: str) -> Forked:
        (tmp_path / "program.py").write_text(text)
        command = _tied(str(tmp_path / "program.py"), *arguments)
        return nursery.fork(command, environment=_environment(tmp_path), log=tmp_path / "log")

    return start


@linux
def test_a_fork_is_the_program_it_was_asked_to_be(start: Start, tmp_path: Path) -> None:
    start(TELLS, "one", "two").wait(timeout=30)

    assert json.loads((tmp_path / "log").read_text()) == {
        "arguments": ["one", "two"],
        "name": "__main__",
        "word": "sesame",
        "home": False,
        "warm": True,
        "called": "teller",
        "ends": True,
    }


@linux
def test_what_a_killed_program_forked_dies_with_it(start: Start, tmp_path: Path) -> None:
    parent = start(BEARS)
    wait_until(lambda: _said(tmp_path / "log"), seconds=30)
    child = int((tmp_path / "log").read_text())

    os.kill(parent.pid, signal.SIGKILL)

    parent.wait(timeout=10)
    wait_until(lambda: not _runs(child), seconds=10)


@linux
def test_a_failing_program_says_why(start: Start, tmp_path: Path) -> None:
    start("raise ValueError('out of tea')").wait(timeout=30)

    assert "ValueError: out of tea" in (tmp_path / "log").read_text()


def test_nothing_outlives_the_nursery(tmp_path: Path) -> None:
    nursery = Nursery()
    (tmp_path / "program.py").write_text("import time; time.sleep(60)")
    asleep = nursery.fork(_tied(str(tmp_path / "program.py")), environment=_environment(tmp_path), log=tmp_path / "log")

    nursery.close()

    asleep.wait(timeout=10)


def test_a_program_that_does_not_end_is_not_waited_for_for_ever(start: Start) -> None:
    asleep = start("import time; time.sleep(60)")

    with pytest.raises(subprocess.TimeoutExpired):
        asleep.wait(timeout=0.1)

    asleep.terminate()
    asleep.wait(timeout=30)


@pytest.mark.parametrize("prepares", ["0", "1"])
def test_a_fork_of_the_loaded_product_heeds_its_own_environment(product: Product, prepares: str) -> None:
    assert product.tells(PREPARES, LEADHUB_PREPARES=prepares) == f"True {prepares == '1'} {prepares == '1'}\n"


def test_a_fork_counts_in_a_file_of_its_own_and_closes_nobody_elses(product: Product) -> None:
    assert product.tells(COUNTS) == "True True\n"


def test_a_program_of_another_environment_is_executed_anew(product: Product) -> None:
    text = "import os, sys; print('leadhub.wsgi' in sys.modules, os.environ['LEADHUB_BASE_URL'])"

    assert product.tells(text, LEADHUB_BASE_URL="http://elsewhere") == "False http://elsewhere\n"


def test_supervisord_forks_its_programs_and_starts_them_again(tmp_path: Path) -> None:
    layout = Layout(tmp_path, _free_row())
    (tmp_path / "program.py").write_text(LOADED)
    ours = Program("sleeper", _tied(str(tmp_path / "program.py")), autostart=True)
    supervisor.configure(layout, base=[ours], product=[])

    with supervisor.running(layout, environment=os.environ | _environment(tmp_path)) as supervised:
        wait_until(lambda: _pid(supervised), seconds=30, every=0.2)
        first = _pid(supervised)
        # At once, for it needs nothing; from the second time on in a fork that has loaded what we have.
        wait_until(lambda: _said(layout.logs / "sleeper.log") == "False\n", seconds=30)
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: _pid(supervised) not in (0, first), seconds=30, every=0.2)
        last = _pid(supervised)
        wait_until(lambda: _said(layout.logs / "sleeper.log").endswith("True\n"), seconds=30)

    assert not _runs(last)


def _tied(*command: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "apps.sandbox.demo.program", sys.executable, *command)


def _environment(directory: Path) -> dict[str, str]:
    return {"WORD": "sesame", program.NAME: "teller", leftovers.MARK: str(directory)}


def _said(log: Path) -> str:
    return log.read_text() if log.exists() else ""


def _pid(supervised: supervisor.Supervisor) -> int:
    try:
        return sum(each["pid"] for each in supervised.listed())
    except supervisor.Down:
        return 0


def _free_row() -> int:
    """A first port whose supervisor's port is free."""
    return ports.free() - OFFSETS["supervisor"]


def _runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
