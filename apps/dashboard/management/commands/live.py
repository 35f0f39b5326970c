"""A live process: server-sent events only, one event loop, many pages."""

from typing import Any

import uvicorn
from django.core.management.base import BaseCommand, CommandParser

from apps.dashboard.live import asgi


class Command(BaseCommand):
    help = "Tell open pages what has news. Any number may run; one of them follows the events."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8004)

    def handle(self, *args: Any, **options: Any) -> None:
        uvicorn.run(
            asgi.build(),
            host=options["host"],
            port=options["port"],
            ws="none",
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=1,
        )
