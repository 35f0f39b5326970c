"""supervisord: starts the programs, starts them again when they die, and stops them all."""

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from typing import TypedDict, cast
from xmlrpc.client import Error, ServerProxy

from apps.core.embedded import keys
from apps.core.embedded.ports import LOOPBACK
from apps.core.embedded.server import ROOT
from apps.sandbox.demo.layout import Layout
from apps.sandbox.demo.programs import Program

BASE, PRODUCT = "base", "product"
STOP_SECONDS = 8.0
HEAD = """\
[supervisord]
nodaemon=true
logfile={logs}/supervisord.log
logfile_maxbytes=5MB
logfile_backups=1
pidfile={directory}/supervisord.pid
childlogdir={logs}
{user}

[inet_http_server]
port={host}:{port}
username=leadhub
password={password}

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""
GROUP = """
[group:{name}]
programs={programs}
priority={priority}
"""
# A program that dies within its first second is tried again after 1, 2, 3 … seconds, one that ran at once.
PROGRAM = """
[program:{name}]
command={command}
directory={root}
environment={environment}
autostart={autostart}
autorestart={autorestart}
startsecs={startsecs}
startretries=100000
stopsignal={stop_signal}
stopwaitsecs=4
killasgroup=true
redirect_stderr=true
stdout_logfile={logs}/{name}.log
stdout_logfile_maxbytes=5MB
stdout_logfile_backups=1
"""


class Down(Exception):
    """supervisord isn't there, or not yet."""


class Failed(Exception):
    """A program that the rest needs could not do its work; the message says where to look."""


class Listed(TypedDict):
    """What supervisord says of a program (some of it)."""

    name: str
    pid: int
    statename: str
    exitstatus: int


@dataclass(frozen=True)
class Supervisor:
    """A running supervisord."""

    layout: Layout
    child: subprocess.Popen[bytes]

    def is_alive(self) -> bool:
        """Whether it runs."""
        return self.child.poll() is None

    def start(self, group: str) -> None:
        """Start a group of programs; doesn't wait for them."""
        self._ask("startProcessGroup", group, False)

    def listed(self) -> list[Listed]:
        """All programs, as they are now."""
        return cast(list[Listed], self._ask("getAllProcessInfo"))

    def has_ended(self, name: str) -> bool:
        """Whether a program that runs once has done so. Raises `Failed` if it could not."""
        now = next(each for each in self.listed() if each["name"] == name)
        if now["statename"] not in ("EXITED", "FATAL"):
            return False
        if now["statename"] == "FATAL" or now["exitstatus"]:
            raise Failed(f"{name} failed: see {self.layout.logs}/{name}.log")
        return True

    def _ask(self, method: str, *arguments: str | bool) -> object:
        password = _password(self.layout)
        url = f"http://leadhub:{password}@{LOOPBACK}:{self.layout.port('supervisor')}/RPC2"
        try:
            with ServerProxy(url) as server:
                return getattr(server.supervisor, method)(*arguments)
        except (OSError, HTTPException, Error) as error:
            raise Down(f"supervisord: {error}") from error


@contextmanager
def running(layout: Layout, *, environment: Mapping[str, str]) -> Iterator[Supervisor]:
    """Run supervisord for the length of the block, and stop it with all its programs."""
    config = str(layout.directory / "supervisord.conf")
    child = subprocess.Popen(
        [sys.executable, "-m", "apps.sandbox.demo.supervise", "-c", config],
        cwd=ROOT,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=(layout.logs / "supervisord.err").open("wb"),
        process_group=0,  # a Ctrl-C is for us alone, we then stop things in order
    )
    try:
        yield Supervisor(layout, child)
    finally:
        child.terminate()
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def configure(layout: Layout, *, base: list[Program], product: list[Program]) -> None:
    """Write supervisord's configuration; `product` stops before `base`."""
    layout.logs.mkdir(exist_ok=True)
    keys.write(layout.directory / "supervisord.conf", "".join(_sections(layout, base=base, product=product)))


def _sections(layout: Layout, *, base: list[Program], product: list[Program]) -> Iterator[str]:
    yield HEAD.format(
        logs=_quoted(str(layout.logs)),
        directory=_quoted(str(layout.directory)),
        user="user=root" if os.geteuid() == 0 else "",
        host=LOOPBACK,
        port=layout.port("supervisor"),
        password=_password(layout),
    )
    for name, programs, priority in ((BASE, base, 1), (PRODUCT, product, 2)):
        yield GROUP.format(name=name, programs=",".join(program.name for program in programs), priority=priority)
        for program in programs:
            yield _section(layout, program)


def _section(layout: Layout, program: Program) -> str:
    return PROGRAM.format(
        name=program.name,
        command=_quoted(shlex.join(program.command)),
        root=_quoted(str(ROOT)),
        environment=",".join(f'{name}="{_quoted(value)}"' for name, value in program.extra.items()),
        autostart=str(program.autostart).lower(),
        autorestart=str(not program.is_once).lower(),
        startsecs=0 if program.is_once else 1,
        stop_signal=program.stop_signal,
        logs=_quoted(str(layout.logs)),
    )


def _quoted(text: str) -> str:
    """supervisord expands percent signs."""
    return text.replace("%", "%%")


def _password(layout: Layout) -> str:
    return keys.kept(layout.directory / "supervisor.password")
