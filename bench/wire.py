"""One connection of the load generator: HTTP/1.1 with the least work, so that what is measured is the server."""

import socket
from typing import NamedTuple

_CHUNK = 65_536
_LENGTH, _CHUNKED = b"content-length:", b"transfer-encoding: chunked"


class Reply(NamedTuple):
    """A whole answer; status 0 is a connection that broke."""

    status: int
    body: bytes


class Wire:
    """Sends one request at a time; connects again where the server hangs up after each answer."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)
        self._buffer = b""
        self._open()

    def send(self, request: bytes) -> None:
        """Send it whole: a request fits into an empty socket's buffer."""
        try:
            self._socket.sendall(request)
        except OSError:
            self._connect()
            self._socket.sendall(request)

    def read(self) -> Reply | None:
        """What has come; None until the answer is whole."""
        try:
            chunk = self._socket.recv(_CHUNK)
        except OSError:
            chunk = b""
        if not chunk:
            self._connect()
            return Reply(0, b"")
        self._buffer += chunk
        reply = reply_in(self._buffer)
        if reply is not None:
            self._turn_over()
        return reply

    def _turn_over(self) -> None:
        head = self._buffer.partition(b"\r\n\r\n")[0].lower()
        self._buffer = b""
        if b"connection: close" in head or head.startswith(b"http/1.0"):
            self._connect()

    def _connect(self) -> None:
        self._socket.close()
        self._open()

    def _open(self) -> None:
        self._buffer = b""
        self._socket = socket.create_connection(self._address, timeout=5)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.setblocking(False)
        self.fileno = self._socket.fileno()


def reply_in(came: bytes) -> Reply | None:
    """The answer in what has come so far; None until it is whole."""
    head, blank, rest = came.partition(b"\r\n\r\n")
    body = _body(head.lower(), rest) if blank else None
    return None if body is None else Reply(int(head[9:12]), body)


def _body(head: bytes, rest: bytes) -> bytes | None:
    if _CHUNKED in head:
        return _joined(rest) if rest.endswith(b"0\r\n\r\n") else None
    length = int(head.partition(_LENGTH)[2].partition(b"\r\n")[0])
    return rest if len(rest) >= length else None


def _joined(chunks: bytes) -> bytes:
    whole = b""
    while chunks:
        size, _, rest = chunks.partition(b"\r\n")
        length = int(size, 16)
        whole, chunks = whole + rest[:length], rest[length + 2 :]
    return whole
