"""Where the demo listens and keeps its files."""

import os
from dataclasses import dataclass
from pathlib import Path

from apps.core.embedded import ports
from apps.core.embedded.ports import LOOPBACK
from apps.core.embedded.server import ROOT

OFFSETS = {
    "web": 0,
    "sandbox": 1,
    "postgres": 2,
    "redis": 3,
    "live": 4,
    "voice": 5,
    "callbacks": 6,
    "speech": 7,
    "dialer": 8,
    "supervisor": 9,
    "smtp": 10,
    "sip": 12,
    "sips": 13,
}


class PortTaken(Exception):
    """Somebody else listens where we want to; the message says where, and what to do."""


@dataclass(frozen=True)
class Layout:
    """One demo: a directory for its files, and a row of ports."""

    directory: Path
    first_port: int

    def port(self, name: str) -> int:
        """The port of a program, by its name in OFFSETS."""
        return self.first_port + OFFSETS[name]

    def url(self, name: str) -> str:
        """The HTTP address of a program."""
        return f"http://{LOOPBACK}:{self.port(name)}"

    @property
    def logs(self) -> Path:
        """One file a program."""
        return self.directory / "logs"

    @property
    def metrics(self) -> Path:
        """Where the programs count together; of one run only."""
        return self.directory / "metrics"

    @property
    def seeded(self) -> Path:
        """What the seeding tells: the ways in."""
        return self.directory / "seeded.json"

    def require_free_ports(self) -> None:
        """Raise PortTaken unless all our ports are free."""
        for name in OFFSETS:
            if not ports.is_free(self.port(name)):
                raise PortTaken(
                    f"port {self.port(name)} (for {name}) is taken; "
                    f"choose another first port: LEADHUB_PORT={self.first_port + 1000} make demo"
                )


def from_environment() -> Layout:
    """This project's demo; its first port is LEADHUB_PORT."""
    return Layout(directory=ROOT / ".leadhub", first_port=int(os.environ.get("LEADHUB_PORT", "8000")))
