"""`manage.py seed_demo`: tenants, sources and leads to look at; tells the ways in as one JSON object."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand

from apps.core.embedded import keys
from apps.sandbox.seed import daytime, everything


class Command(BaseCommand):
    help = "Seed the demo, and print its webhooks, keys and login links as JSON"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, help="a file of the owner's alone, instead of standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """One object."""
        ways = orjson.dumps(everything.seed(now=daytime.begin())).decode()
        if options["to"]:
            keys.write(options["to"], ways)
        else:
            self.stdout.write(ways)
