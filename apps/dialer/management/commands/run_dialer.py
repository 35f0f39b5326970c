"""The SIP dialer's process: one a trunk group, its journal beside it."""

import asyncio
import logging
from pathlib import Path
from typing import Any

import certifi
import uvloop
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core import clock, warm
from apps.dialer import running
from apps.dialer.journal import InUse
from apps.dialer.running import Wishes
from apps.dialer.stack import Means


class Command(BaseCommand):
    help = "Dial by SIP. One process; a call lives and dies with it, and its journal says which were in the air."
    # It knows no database.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="where LeadHub's orders come in")
        parser.add_argument("--port", type=int, default=8006)
        parser.add_argument("--interface", default="", help="the address that SIP and RTP use; loopback must be named")
        parser.add_argument("--sip-listen", default="", help="address:port of SIP, for firewalls that know the port")
        parser.add_argument("--rtp-ports", default="20000-20999", help="two for each leg of a call")
        parser.add_argument("--rtp-timeout", type=int, default=8, help="seconds of silence after which a line is dead")
        parser.add_argument(
            "--ca-file", default=certifi.where(), help="certificates that trunks by TLS are checked against"
        )
        parser.add_argument("--calls", type=int, default=200, help="at once; further orders are refused")
        parser.add_argument("--drain-seconds", type=float, default=600, help="for calls to end after SIGTERM")
        parser.add_argument(
            "--worn-seconds", type=float, default=180, help="of orders refused as worn before it ends in spite of calls"
        )
        parser.add_argument(
            "--ping-seconds", type=float, default=10, help="between two questions whether a trunk lives"
        )
        parser.add_argument("--journal", type=Path, default=settings.BASE_DIR / "dialer" / "journal.jsonl")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.LEADHUB_DIALER_SECRET:
            raise CommandError("LEADHUB_DIALER_SECRET is empty: anybody could dial")
        # Below that the library's records have the numbers of whoever is called.
        logging.getLogger("baresip").setLevel(logging.WARNING)
        first, _, last = options["rtp_ports"].partition("-")
        means = Means(
            interface=options["interface"],
            listen=options["sip_listen"],
            rtp_ports=(int(first), int(last)),
            ca_file=options["ca_file"],
            rtp_timeout_seconds=options["rtp_timeout"],
        )
        wishes = Wishes(
            host=options["host"],
            port=options["port"],
            journal=options["journal"],
            secret=settings.LEADHUB_DIALER_SECRET,
            voice_url=settings.LEADHUB_VOICE_URL,
            means=means,
            most_calls=options["calls"],
            drain_seconds=options["drain_seconds"],
            worn_seconds=options["worn_seconds"],
            ping_seconds=options["ping_seconds"],
            trusted=frozenset(settings.LEADHUB_TRUSTED_ORIGINS),
            demo_clock=clock.now if settings.LEADHUB_DEMO else None,
        )
        # Nobody's voice waits for a look through what was imported.
        warm.freeze()
        try:
            # A call's audio is two hundred turns of the loop a second.
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(running.run(wishes))
        except InUse as error:
            raise CommandError("another dialer writes this journal") from error
