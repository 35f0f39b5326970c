"""A small real web server that hands whole requests to a test, as the product's callbacks take them."""

from __future__ import annotations

import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from apps.integrations.errors import BadSignature, ProviderError, Unreadable
from apps.integrations.http import Document, Inbound

type Take = Callable[[Inbound], Document]


class Listener:
    """Context manager: listens on a free port inside the block; what `take` raises is kept, and answered 503."""

    def __init__(self, take: Take) -> None:
        self.take = take
        self.failed: list[str] = []

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *reason: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def until(self, is_so: Callable[[], bool], *, seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < deadline, self.failed
            time.sleep(0.02)

    def answer(self, came: Inbound) -> Document:
        try:
            return self.take(came)
        except (BadSignature, ProviderError, Unreadable) as failure:
            self.failed.append(repr(failure))
            return Document(b"", status=503)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                is_form = self.headers.get("Content-Type", "").startswith("application/x-www-form")
                form = tuple(parse_qsl(body.decode(), keep_blank_values=True)) if is_form else ()
                query = tuple(parse_qsl(urlsplit(self.path).query))
                url = listener.url + self.path
                document = listener.answer(Inbound("POST", url, dict(self.headers), body, form, query))
                self.send_response(document.status)
                self.send_header("Content-Type", document.content_type)
                self.send_header("Content-Length", str(len(document.body)))
                self.end_headers()
                self.wfile.write(document.body)

            def log_message(self, format: str, *args: object) -> None:
                """Quietly."""

        return Handler
