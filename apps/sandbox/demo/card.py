""".leadhub/demo.json: where the demo runs and how to get in, for tools and tests; true while it runs."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import psutil

from apps.core.embedded import keys
from apps.core.embedded.ports import LOOPBACK
from apps.sandbox.demo.layout import Layout
from apps.sandbox.demo.supervisor import Listed
from apps.sandbox.demo.surroundings import Surroundings
from apps.sandbox.sip import certificate, digest

Seeded = dict[str, Any]


@dataclass
class Card:
    """The file, and what was last written to it."""

    path: Path
    facts: dict[str, object]
    written: bytes = b""

    def write(self, pids: dict[str, list[int]]) -> None:
        """Bring the file up to date in one step: nobody reads half of it."""
        text = orjson.dumps(self.facts | {"pids": pids}, option=orjson.OPT_INDENT_2)
        if text == self.written:
            return
        draft = self.path.with_name(f".{self.path.name}")
        keys.write(draft, text.decode())
        draft.replace(self.path)
        self.written = text


def new(layout: Layout, surroundings: Surroundings, *, seeded: Seeded) -> Card:
    """The card of a demo that has just been seeded."""
    facts: dict[str, object] = {
        "base_url": layout.url("web"),
        "tenants": seeded.get("tenants", []),
        "ops_login": seeded.get("ops_login"),
        "sandbox_url": layout.url("sandbox"),
        "sip": {
            "address": f"{LOOPBACK}:{layout.port('sip')}",
            "tls_address": f"{LOOPBACK}:{layout.port('sips')}",
            "certificate": str(layout.directory / certificate.SHOWN),
            "password": digest.PASSWORD,
        },
        "database_url": surroundings.urls.app,
        "redis_url": surroundings.redis_url,
    }
    return Card(path(layout), facts)


def path(layout: Layout) -> Path:
    """Where tools look for it."""
    return layout.directory / "demo.json"


def pids(listed: list[Listed]) -> dict[str, list[int]]:
    """Each running program's pids: its own first, then its descendants'."""
    return {program["name"]: _family(program["pid"]) for program in listed if program["pid"]}


def _family(pid: int) -> list[int]:
    try:
        return [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]
    except psutil.NoSuchProcess:
        return []
