"""A voice process: WebSockets only, one event loop, many calls."""

from typing import Any

import uvicorn
from django.core.management.base import BaseCommand, CommandParser

from apps.voice import asgi
from apps.voice.stream import MOST_MESSAGE_BYTES


class Command(BaseCommand):
    help = "Talk with leads. One process a core; a call lives and dies with its process."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8005)

    def handle(self, *args: Any, **options: Any) -> None:
        uvicorn.run(
            asgi.build(),
            host=options["host"],
            port=options["port"],
            ws="websockets-sansio",
            ws_max_size=MOST_MESSAGE_BYTES,
            # Audio in base64 does not get smaller, only later.
            ws_per_message_deflate=False,
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=5,
        )
