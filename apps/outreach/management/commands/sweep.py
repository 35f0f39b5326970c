"""The sweeper process."""

import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.core import clock, fields, warm
from apps.integrations import catalog
from apps.outreach.sweep import Sweeper


class Command(BaseCommand):
    help = "Carry out steps that no doorbell announced, and free what dead workers held. Any number may run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--threads", type=int, default=16)

    def handle(self, *args: Any, **options: Any) -> None:
        catalog.preload()
        fields.warm()
        warm.shorten_turns()
        warm.freeze()
        sweeper = Sweeper(threads=options["threads"], clock=clock.now)
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: sweeper.stop())
        sweeper.run()
