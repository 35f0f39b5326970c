"""The parts of a run, in the order in which they don't disturb each other: those that want an idle product first."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from bench import chain, checks, ingest, journeys, phone, screens, talk
from bench.figures import Figures
from bench.ingest import Tally
from bench.pgbench import Rates
from bench.stand import Stand

PROFILED_REQUESTS = 2_000
CHECKED_LEADS = 1_000


@dataclass
class Found:
    """What the parts have found so far. `listing` is the profile's text."""

    figures: dict[str, float] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)
    listing: str = ""

    def add(self, found: tuple[Figures, Tally]) -> None:
        self.figures |= found[0]
        self.tally += found[1]


Part = Callable[[Stand, Found, float], None]


def _doorbell(stand: Stand, found: Found, seconds: float) -> None:
    found.add(journeys.doorbell(stand, seconds=2.5 * seconds))


def _carrier(stand: Stand, found: Found, seconds: float) -> None:
    found.add(journeys.carrier(stand, seconds=2.5 * seconds))


def _phone(stand: Stand, found: Found, seconds: float) -> None:
    found.figures |= phone.measure(stand.rig)


def _ingest(stand: Stand, found: Found, seconds: float) -> None:
    rates = Rates(stand, seconds=seconds / 2)
    rates.take()
    found.add(ingest.all_running(stand, seconds=seconds))
    rates.take()
    found.add(ingest.alone(stand, seconds=seconds))
    rates.take()
    found.figures |= rates.figures()


def _chain(stand: Stand, found: Found, seconds: float) -> None:
    found.add(chain.measure(seconds=seconds))


def _checks(stand: Stand, found: Found, seconds: float) -> None:
    stand.stop_workers()
    checks.fill(stand.database_url, tenant=stand.tenant)
    told = _measured(stand, "bench.checks", stand.hook, str(stand.tenant), str(stand.numbers()), str(CHECKED_LEADS))
    found.figures |= {f"checks.{name}": value for name, value in told.items()}


def _talk(stand: Stand, found: Found, seconds: float) -> None:
    stand.stop_workers()
    found.figures |= talk.measure()


def _screens(stand: Stand, found: Found, seconds: float) -> None:
    stand.stop_workers()
    found.figures |= screens.measure(stand)


def _profile(stand: Stand, found: Found, seconds: float) -> None:
    stand.stop_workers()
    told = _measured(stand, "bench.cost", stand.hook, str(stand.numbers()), str(PROFILED_REQUESTS))
    found.figures |= {f"request.{name}": value for name, value in told["figures"].items()}
    found.listing = told["listing"]


def _measured(stand: Stand, *command: str) -> Any:
    """What a module of ours tells that runs in the product's environment."""
    asked = [sys.executable, "-m", *command]
    done = subprocess.run(asked, env=dict(stand.rig.environment), check=True, stdout=subprocess.PIPE)
    return orjson.loads(done.stdout)


PARTS: Mapping[str, Part] = {
    "doorbell": _doorbell,
    "carrier": _carrier,
    "phone": _phone,
    "ingest": _ingest,
    "chain": _chain,
    "checks": _checks,
    "talk": _talk,
    "profile": _profile,
    "screens": _screens,
}
# Those that fill the tables, or tell what no budget is made of, are asked for by name.
USUAL = [part for part in PARTS if part not in ("profile", "screens")]
