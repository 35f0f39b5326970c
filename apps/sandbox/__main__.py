"""`python -m apps.sandbox`: run the pretend outside world until told to stop."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path
from random import Random
from types import FrameType

import uvicorn

from apps.core import warm
from apps.sandbox import app, mail, wire
from apps.sandbox.clock import Clock
from apps.sandbox.faults import Faults
from apps.sandbox.journal import Journal
from apps.sandbox.numbers import People
from apps.sandbox.sip import serving
from apps.sandbox.world import World

ENDING_SECONDS = 1


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m apps.sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--smtp-port", type=int, default=8010)
    parser.add_argument("--sip-port", type=int, default=0, help="UDP and TCP; 0: any that is free")
    parser.add_argument("--sips-port", type=int, default=0, help="TLS; 0: any that is free")
    parser.add_argument("--journal", type=Path, default=Path(".leadhub/journal.jsonl"))
    parser.add_argument("--seed", type=int, default=42, help="decides which requests a partial fault hits")
    ring_ms = os.environ.get("SANDBOX_RING_MS")
    parser.add_argument("--ring-ms", type=int, default=int(ring_ms) if ring_ms else None)
    return parser.parse_args()


def world(wanted: argparse.Namespace) -> World:
    clock = Clock(os.environ.get("DATABASE_OWNER_URL"))
    chance = Random(wanted.seed)
    journal = Journal(wanted.journal, now=clock.now)
    return World(clock, journal, People(ring_ms=wanted.ring_ms), Faults(chance), chance)


async def run(wanted: argparse.Namespace) -> None:
    here = world(wanted)
    config = uvicorn.Config(
        app.build(here),
        host=wanted.host,
        port=wanted.port,
        http=wire.BreakableHttp,
        log_level="warning",
        timeout_graceful_shutdown=ENDING_SECONDS,
    )
    post_office = await mail.open_post_office(here, host=wanted.host, port=wanted.smtp_port)
    trunk = serving.listening(
        here, host=wanted.host, port=wanted.sip_port, tls_port=wanted.sips_port, directory=wanted.journal.parent
    )
    async with post_office, trunk:
        await uvicorn.Server(config).serve()


def leave(number: int, frame: FrameType | None) -> None:
    """Uvicorn raises the signal again once it has closed: being told to stop is no failure."""
    sys.exit()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    warm.freeze()
    asyncio.run(run(options()))
