"""Bringing the demo up, step by step, and watching over it."""

import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

import orjson
import requests

from apps.sandbox.demo import banner, card, leftovers, lock, programs, schema, supervisor, surroundings
from apps.sandbox.demo.card import Card, Seeded
from apps.sandbox.demo.layout import Layout
from apps.sandbox.demo.supervisor import Supervisor
from apps.sandbox.demo.surroundings import Surroundings

READY_SECONDS = 60.0
# Where each of them says so.
READY = {
    "web": "readyz",
    "callbacks": "readyz",
    "speech": "healthz",
    "voice": "healthz",
    "live": "healthz",
    "dialer": "healthz",
}
WATCH_SECONDS = 2.0


class NotReady(Exception):
    """A server never said it was ready; the message says where to look."""


class Ended(Exception):
    """The supervisor died, and with it everything."""


@dataclass(frozen=True)
class Demo:
    """What the steps have in common."""

    layout: Layout
    around: Surroundings
    environment: Mapping[str, str]

    @property
    def as_owner(self) -> dict[str, str]:
        """For what may change the schema."""
        return {**self.environment, **self.around.owner_environment(), "DATABASE_URL": self.around.urls.owner}


def run(layout: Layout) -> None:
    """Run the demo until somebody stops it."""
    with lock.held(layout):
        _clear(layout)
        layout.require_free_ports()
        try:
            _run(layout)
        finally:
            _clear(layout)


def _clear(layout: Layout) -> None:
    """Leave nothing running, no card that says something does, and no counts of this run."""
    card.path(layout).unlink(missing_ok=True)
    leftovers.end({leftovers.MARK: str(layout.directory)})
    shutil.rmtree(layout.metrics, ignore_errors=True)


def _run(layout: Layout) -> None:
    banner.say("LeadHub: demo. Everything runs on this machine; nothing is sent anywhere.")
    layout.metrics.mkdir()
    around = surroundings.choose(layout)
    demo = Demo(layout, around, around.environment(layout))
    supervisor.configure(layout, base=programs.base(around), product=programs.product(layout, around))
    with supervisor.running(layout, environment=demo.environment) as supervised:
        _prepare(demo)
        supervised.start(supervisor.PRODUCT)
        with banner.step("rows", "tenants, sources and leads to look at"):
            seeded = _seeded(layout, supervised)
        with banner.step("web", layout.url("web")):
            _wait_ready(layout, supervised)
        for line in (*banner.hour(layout), *banner.ways_in(layout, seeded)):
            banner.say(line)
        _watch(supervised, card.new(layout, around, seeded=seeded))


def _prepare(demo: Demo) -> None:
    """Servers, roles, schema."""
    for server in demo.around.servers:
        with banner.step(server.name, f"on port {server.port}, files in {server.home}"):
            server.wait_ready(seconds=READY_SECONDS)
    with banner.step("schema", "roles, migrations, row-level security verified"):
        schema.ready(demo.around.superuser_url, as_owner=demo.as_owner, as_app=demo.environment)


def _seeded(layout: Layout, supervised: Supervisor) -> Seeded:
    while not supervised.has_ended("rows"):
        time.sleep(0.05)
    seeded: Seeded = orjson.loads(layout.seeded.read_bytes())
    layout.seeded.unlink()
    return seeded


def _wait_ready(layout: Layout, supervised: Supervisor) -> None:
    """The first lead is to meet all that a call takes."""
    deadline = time.monotonic() + READY_SECONDS
    for program, path in READY.items():
        while not _is_ready(f"{layout.url(program)}/{path}"):
            if time.monotonic() > deadline or not supervised.is_alive():
                raise NotReady(f"{layout.url(program)}/{path} is not 200: see {layout.logs}/{program}.log")
            time.sleep(0.1)


def _is_ready(url: str) -> bool:
    try:
        return requests.get(url, timeout=2).status_code == HTTPStatus.OK
    except requests.RequestException:
        return False


def _watch(supervised: Supervisor, kept: Card) -> None:
    """Keep demo.json true, and tell of programs that came back."""
    before: dict[str, list[int]] = {}
    while supervised.is_alive():
        try:
            now = card.pids(supervised.listed())
        except supervisor.Down:
            time.sleep(WATCH_SECONDS)
            continue
        kept.write(now)
        for name in before.keys() & now.keys():
            if before[name][:1] != now[name][:1]:
                banner.news(f"{name} died and was started again, pid {now[name][0]}")
        before |= now
        time.sleep(WATCH_SECONDS)
    raise Ended("supervisord died: see .leadhub/logs/supervisord.log")
