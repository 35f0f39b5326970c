"""SIP by hand, over a plain socket: what a stack would never do, or not at that moment."""

from __future__ import annotations

import re
import socket
import time
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Self

OFFER = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {} RTP/AVP 0 101\r\n"
SEALED = OFFER.replace("RTP/AVP", "RTP/SAVP")


@dataclass(frozen=True)
class Answer:
    status: int
    text: str

    def header(self, name: str) -> str:
        found = re.search(rf"(?im)^{name}: (.*?)\r$", self.text)
        return found[1] if found else ""


@dataclass
class Handmade:
    """One would-be call by UDP."""

    address: str
    to: str
    call_id: str = field(default_factory=lambda: token_hex(8))
    branch: str = field(default_factory=lambda: f"z9hG4bK{token_hex(6)}")
    remote: str = ""

    def __enter__(self) -> Self:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        host, port = self.address.split(":")
        self._socket.connect((host, int(port)))
        self._here = self._socket.getsockname()[1]
        self.remote = f"<sip:{self.to}@{self.address}>"
        return self

    def __exit__(self, *reason: object) -> None:
        self._socket.close()

    def ask(self, method: str, *headers: str, sequence: int = 1, branch: str = "", body: str = "") -> None:
        self.send(self.written(method, *headers, sequence=sequence, branch=branch, body=body))

    def written(self, method: str, *headers: str, sequence: int = 1, branch: str = "", body: str = "") -> bytes:
        lines = (
            f"{method} sip:{self.to}@{self.address} SIP/2.0",
            f"Via: SIP/2.0/UDP 127.0.0.1:{self._here};branch={branch or self.branch};rport",
            f"From: <sip:+15550001111@127.0.0.1>;tag=h{self.call_id}",
            f"To: {self.remote}",
            f"Call-ID: {self.call_id}",
            f"CSeq: {sequence} {method}",
            f"Contact: <sip:+15550001111@127.0.0.1:{self._here}>",
            *headers,
            *(["Content-Type: application/sdp"] if body else []),
            f"Content-Length: {len(body)}",
        )
        return ("\r\n".join(lines) + f"\r\n\r\n{body}").encode()

    def send(self, packet: bytes) -> None:
        self._socket.send(packet)

    def take(self, *, seconds: float = 3) -> Answer | None:
        """The next message that comes; a request of theirs has status 0."""
        self._socket.settimeout(max(0.01, seconds))
        try:
            text = self._socket.recv(65_536).decode()
        except TimeoutError:
            return None
        status = re.match(r"SIP/2\.0 (\d{3})", text)
        return Answer(int(status[1]) if status else 0, text)

    def until(self, status: int, *, seconds: float = 5) -> Answer:
        """The first answer with this status."""
        deadline = time.monotonic() + seconds
        while answer := self.take(seconds=deadline - time.monotonic()):
            if answer.status == status:
                self.remote = answer.header("To") or self.remote
                return answer
        raise AssertionError(f"no {status} came")

    def count(self, *, seconds: float) -> list[int]:
        """The statuses of all that comes in this time."""
        deadline, found = time.monotonic() + seconds, []
        while answer := self.take(seconds=deadline - time.monotonic()):
            found.append(answer.status)
        return found
