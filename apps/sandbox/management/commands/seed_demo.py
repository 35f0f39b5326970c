"""`manage.py seed_demo`: tenants, sources and leads to look at; prints the ways in as one JSON object."""

from typing import Any

import orjson
from django.core.management.base import BaseCommand

from apps.sandbox.seed import daytime, everything


class Command(BaseCommand):
    help = "Seed the demo, and print its webhooks, keys and login links as JSON"
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """One object on standard output, for the launcher."""
        self.stdout.write(orjson.dumps(everything.seed(now=daytime.begin())).decode())
