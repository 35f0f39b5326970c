"""A small real web server in the application's place: keeps what it is sent, answers what it is told."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Self
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class Received:
    path: str
    form: dict[str, str]
    signature: str


@dataclass
class Application:
    """Context manager: listens on a free port inside the block."""

    answers: dict[str, str] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *reason: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def at(self, path: str) -> list[Received]:
        return [each for each in self.received if each.path == path]

    def statuses(self, path: str, *, last: str, field: str = "CallStatus") -> list[str]:
        """The statuses told at a path, once the last one is in."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            told = [each.form[field] for each in self.at(path)]
            if last in told:
                return told
            time.sleep(0.02)
        raise AssertionError(f"{last} never came: {self.at(path)}")

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        application = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = dict(parse_qsl(body, keep_blank_values=True))
                signature = self.headers.get("X-Twilio-Signature", "")
                application.received.append(Received(self.path, form, signature))
                self._answer(application.answers.get(self.path, ""))

            def _answer(self, body: str) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/xml")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, format: str, *args: object) -> None:
                """Quietly."""

        return Handler
