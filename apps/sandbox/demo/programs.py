"""What runs in the demo."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from apps.core.embedded.ports import LOOPBACK
from apps.sandbox.demo import program
from apps.sandbox.demo.layout import Layout
from apps.sandbox.demo.surroundings import Surroundings

MANAGE = (sys.executable, "manage.py")
GRANIAN = (
    *(sys.executable, "-m", "leadhub.serve", "--interface", "wsgi", "--host", LOOPBACK, "--no-ws"),
    *("leadhub.wsgi:application", "--workers-kill-timeout", "3"),
    # Without this granian stops altogether when one worker is killed.
    *("--respawn-failed-workers", "--respawn-interval", "0.2"),
)
WEB = ("--workers", "2", "--blocking-threads", "12")
# The news of calls comes by a door of its own: a rush of it never stands before a lead.
NEWS = ("--workers", "1", "--blocking-threads", "4")
PREPARES = {"LEADHUB_PREPARES": "1"}
# Where cores are few: calls first, then their news, then everything else.
LATER = {program.NICENESS: "5"}
LAST = {program.NICENESS: "10"}


@dataclass(frozen=True)
class Program:
    """One entry of the supervisor's list."""

    name: str
    command: tuple[str, ...]
    stop_signal: str = "TERM"
    autostart: bool = False
    is_once: bool = False
    extra: Mapping[str, str] = field(default_factory=dict)


def base(surroundings: Surroundings) -> list[Program]:
    """What the rest stands on, and what stops last."""
    return [
        Program(
            server.name,
            tuple(server.launch_command()),
            stop_signal=server.stop_signal.name.removeprefix("SIG"),
            autostart=True,
        )
        for server in surroundings.servers
    ]


def product(layout: Layout, surroundings: Surroundings) -> list[Program]:
    """LeadHub itself, and the world outside."""
    return [
        _sandbox(layout, surroundings),
        _speech(layout),
        _ours("web", *GRANIAN, *WEB, "--port", str(layout.port("web"))),
        _ours("callbacks", *GRANIAN, *NEWS, "--port", str(layout.port("callbacks")), extra=PREPARES | LATER),
        _ours("worker-urgent", *MANAGE, "work", "urgent", extra=PREPARES),
        _ours("worker-default", *MANAGE, "work", "default", extra=PREPARES | LAST),
        _ours("live", *MANAGE, "live", "--port", str(layout.port("live")), extra=LATER),
        _ours("voice", *MANAGE, "talk", "--port", str(layout.port("voice"))),
        _dialer(layout),
        _ours("sweeper", *MANAGE, "sweep", extra=PREPARES),
        _rows(layout, surroundings),
    ]


def _sandbox(layout: Layout, surroundings: Surroundings) -> Program:
    outside = _ours(
        "sandbox",
        *(sys.executable, "-m", "apps.sandbox", "--port", str(layout.port("sandbox"))),
        *("--sip-port", str(layout.port("sip")), "--sips-port", str(layout.port("sips"))),
        *("--smtp-port", str(layout.port("smtp")), "--journal", str(layout.directory / "journal.jsonl")),
    )
    return replace(outside, extra=surroundings.owner_environment())


def _rows(layout: Layout, surroundings: Surroundings) -> Program:
    """What there is to look at; it ends when that is there."""
    seeding = _ours("rows", *MANAGE, "seed_demo", "--to", str(layout.seeded), extra=surroundings.owner_environment())
    return replace(seeding, is_once=True)


def _dialer(layout: Layout) -> Program:
    """On loopback, where only the pretend carrier answers; its last calls get less time than the supervisor gives."""
    journal = str(layout.directory / "dialer.jsonl")
    here = ("--port", str(layout.port("dialer")), "--interface", LOOPBACK, "--journal", journal)
    return _ours("dialer", *MANAGE, "run_dialer", *here, "--drain-seconds", "2")


def _speech(layout: Layout) -> Program:
    """From the start, beside what loads the product: nobody waits for its models then."""
    command = (sys.executable, "-m", "apps.sandbox.speech", "--port", str(layout.port("speech")))
    return replace(_ours("speech", *command, extra=LATER), autostart=True)


def _ours(name: str, *command: str, extra: Mapping[str, str] | None = None) -> Program:
    return Program(name, (sys.executable, "-m", "apps.sandbox.demo.program", *command), extra=extra or {})
