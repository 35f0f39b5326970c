"""A scripted HTTP server on a real socket: answers, hangs, resets and garbles as a test tells it to."""

import socket
import struct
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar, Self
from urllib.parse import parse_qsl, urlsplit

import orjson

MOST_HANG_SECONDS = 10


@dataclass(frozen=True)
class Received:
    """One request as the peer got it; header names are lower-case, `path` has no query."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    query: Mapping[str, str]

    @property
    def form(self) -> list[tuple[str, str]]:
        """The body as form fields in their order, for fields that repeat."""
        return parse_qsl(self.body.decode(), keep_blank_values=True)

    @property
    def json(self) -> object:
        return orjson.loads(self.body)


class Peer:
    """Plays its script in order and repeats the last line; one without a script answers 501.

    `with Peer() as peer: peer.replies(500); …; assert len(peer.requests) == 1`
    """

    # The addresses of those that will let somebody wait.
    silent: ClassVar[set[str]] = set()

    def __init__(self) -> None:
        self.requests: list[Received] = []
        self._script: list[Callable[[_Handler], None]] = []
        self._server = _Server(self)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def replies(
        self,
        status: int = 200,
        body: bytes | str | object = b"",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Answer this next; a `body` that is neither bytes nor text goes out as JSON."""
        sent_headers = {"Content-Type": "application/json", **(headers or {})}
        self._script.append(lambda handler: handler.answer(status, _bytes(body), sent_headers))

    def begin_anew(self) -> None:
        """Forget the script, also the line that is repeated."""
        self._script.clear()

    def hang(self) -> None:
        """Take the next request and say nothing until the peer closes."""
        self.silent.add(self.url)
        self._script.append(lambda handler: handler.wait())

    def replies_after(self, opened: threading.Event, status: int, body: object) -> None:
        """Take the next request and answer it once the gate is open."""

        def answer(handler: _Handler) -> None:
            opened.wait(MOST_HANG_SECONDS)
            handler.answer(status, _bytes(body), {"Content-Type": "application/json"})

        self._script.append(answer)

    def reset(self) -> None:
        """Take the next request and break the connection (RST) without a byte of answer."""
        self._script.append(lambda handler: handler.break_off())

    def garbage(self) -> None:
        """Answer the next request 200 with a body that is no JSON."""
        self.replies(200, "<html>It works!</html>", {"Content-Type": "text/html"})

    def replies_in_two(self, body: bytes) -> None:
        """Answer the next request 200, with a body that comes in two writes."""
        self._script.append(lambda handler: handler.answer_in_two(body))

    def breaks_off_within(self, body: bytes) -> None:
        """Answer the next request 200, promise more than this body, and hang up after it."""
        self._script.append(lambda handler: handler.promise_more(body))

    def next_line(self) -> "Callable[[_Handler], None]":
        if not self._script:
            return lambda handler: handler.answer(501, b"nothing scripted", {})
        return self._script.pop(0) if len(self._script) > 1 else self._script[0]

    def close(self) -> None:
        """Stop listening and drop every connection: from now on the address refuses."""
        self.silent.discard(self.url)
        self._server.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, peer: Peer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.peer = peer
        self.closing = threading.Event()
        self.connections: list[socket.socket] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up on an endless answer is what a test wants; anything else is told."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # as it came

    def stop(self) -> None:
        if self.closing.is_set():
            return
        self.closing.set()
        self.shutdown()
        self.server_close()
        for connection in self.connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    # Head and body leave in one packet: two would cost a delayed ACK of 40 ms.
    wbufsize = -1

    def setup(self) -> None:
        super().setup()
        self.server.connections.append(self.connection)

    def _play(self) -> None:
        peer, parts = self.server.peer, urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        peer.requests.append(Received(self.command, parts.path, headers, body, query))
        peer.next_line()(self)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_REPORT = _play  # noqa: N815  # http.server calls them so

    def answer(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer_in_two(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        for half in (body[: len(body) // 2], body[len(body) // 2 :]):
            self.wfile.write(half)
            self.wfile.flush()

    def promise_more(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body) + 100))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def wait(self) -> None:
        self.server.closing.wait(MOST_HANG_SECONDS)
        self.close_connection = True

    def break_off(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True

    def finish(self) -> None:
        super().finish()
        # Here, not in the server: it would say goodbye (FIN) first and spoil the break.
        self.connection.close()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the test looks at `requests`."""


def _bytes(body: object) -> bytes:
    if isinstance(body, bytes):
        return body
    return body.encode() if isinstance(body, str) else orjson.dumps(body)
