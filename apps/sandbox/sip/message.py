"""SIP messages, read from bytes and written to them (RFC 3261, sections 7 and 20)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

VERSION = "SIP/2.0"
COMPACT = {"v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact", "l": "content-length"} | {
    "c": "content-type",
    "k": "supported",
    "e": "content-encoding",
    "s": "subject",
}
# Without these nobody could be answered, and no answer be matched.
NEEDED = ("via", "from", "to", "call-id", "cseq")
REASONS = {
    100: "Trying",
    180: "Ringing",
    183: "Session Progress",
    200: "OK",
    302: "Moved Temporarily",
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    407: "Proxy Authentication Required",
    420: "Bad Extension",
    480: "Temporarily Unavailable",
    481: "Call/Transaction Does Not Exist",
    486: "Busy Here",
    487: "Request Terminated",
    488: "Not Acceptable Here",
    500: "Server Internal Error",
    503: "Service Unavailable",
    600: "Busy Everywhere",
    603: "Decline",
    607: "Unwanted",
    608: "Rejected",
}

type Header = tuple[str, str]


class Unreadable(Exception):
    """What came is no SIP message."""


@dataclass(frozen=True)
class Message:
    """What requests and replies share; headers keep their order."""

    headers: tuple[Header, ...]
    body: bytes

    def every(self, name: str) -> list[str]:
        return [value for each, value in self.headers if each.lower() == name]

    def first(self, name: str, default: str = "") -> str:
        return next(iter(self.every(name)), default)

    @property
    def call_id(self) -> str:
        return self.first("call-id")

    @property
    def sequence(self) -> int:
        return int(self.first("cseq").split()[0])

    @property
    def branch(self) -> str:
        """Of the last hop: what names a transaction of ours."""
        found = re.search(r";\s*branch=([^;,\s]+)", self.first("via").split(",")[0])
        return found[1] if found else f"{self.call_id} {self.sequence}"

    @property
    def hop(self) -> str:
        """The branch and whose it is: what names a transaction of theirs."""
        sender = re.match(r"SIP/2\.0/\w+\s+([^;,\s]+)", self.first("via"))
        return f"{self.branch} {sender[1] if sender else ''}"

    def _written(self, line: str) -> bytes:
        length = ("Content-Length", str(len(self.body)))
        named = [each for each in self.headers if each[0].lower() != "content-length"]
        head = "".join(f"{name}: {value}\r\n" for name, value in (*named, length))
        return f"{line}\r\n{head}\r\n".encode() + self.body


@dataclass(frozen=True)
class Request(Message):
    method: str
    uri: str

    def written(self) -> bytes:
        return self._written(f"{self.method} {self.uri} {VERSION}")

    def reply(self, status: int, *, to_tag: str = "", headers: Iterable[Header] = (), body: bytes = b"") -> Reply:
        """An answer to this request (section 8.2.6)."""
        to = self.first("to")
        if to_tag and not re.search(r";\s*tag=", to):
            to = f"{to};tag={to_tag}"
        kept = [("Via", via) for via in self.every("via")] + [
            ("Record-Route", each) for each in self.every("record-route")
        ]
        named = (("From", self.first("from")), ("To", to), ("Call-ID", self.call_id), ("CSeq", self.first("cseq")))
        return Reply((*kept, *named, *headers), body, status)

    def received_from(self, host: str, port: int) -> Request:
        """With the sender's true address in the topmost Via, if they asked for it (RFC 3581)."""
        if not re.search(r";\s*rport\s*(?=[;,]|$)", self.first("via")):
            return self
        true = re.sub(r";\s*rport\s*(?=[;,]|$)", f";rport={port};received={host}", self.first("via"), count=1)
        at = next(place for place, (name, _) in enumerate(self.headers) if name.lower() == "via")
        return replace(self, headers=(*self.headers[:at], ("Via", true), *self.headers[at + 1 :]))


@dataclass(frozen=True)
class Reply(Message):
    status: int

    def written(self) -> bytes:
        return self._written(f"{VERSION} {self.status} {REASONS.get(self.status, 'Refused')}")

    @property
    def is_final(self) -> bool:
        return self.status >= 200

    @property
    def method(self) -> str:
        """Of the request that this answers."""
        return self.first("cseq").split()[-1]


def read(packet: bytes) -> Request | Reply:
    """One message. Raises `Unreadable`."""
    head, _, body = packet.partition(b"\r\n\r\n")
    try:
        line, *rest = re.sub(r"\r\n[ \t]+", " ", head.decode()).split("\r\n")
    except UnicodeDecodeError as error:
        raise Unreadable("not UTF-8") from error
    headers = tuple(_header(each) for each in rest)
    given = {name.lower() for name, _ in headers}
    if missing := [name for name in NEEDED if name not in given]:
        raise Unreadable(f"no {missing[0]}")
    message = _begun(line, headers, body)
    if not re.fullmatch(r"\d{1,10}\s+\S+", message.first("cseq")):
        raise Unreadable("no number in CSeq")
    # A datagram is its own end.
    return replace(message, body=body[: body_length(head)] if "content-length" in given else body)


def body_length(head: bytes) -> int:
    """How many bytes follow this head. Raises `Unreadable`."""
    told = re.search(rb"^(?:content-length|l)[ \t]*:[ \t]*(.*?)[ \t\r]*$", head, re.IGNORECASE | re.MULTILINE)
    if told and not re.fullmatch(rb"\d{1,6}", told[1]):
        raise Unreadable("no number in Content-Length")
    return int(told[1]) if told else 0


def _header(line: str) -> Header:
    name, colon, value = line.partition(":")
    if not colon:
        raise Unreadable("a header without a colon")
    name = name.strip()
    return COMPACT.get(name.lower(), name), value.strip()


def _begun(line: str, headers: tuple[Header, ...], body: bytes) -> Request | Reply:
    if reply := re.fullmatch(rf"{VERSION} (\d{{3}}) .*", line):
        return Reply(headers, body, int(reply[1]))
    if request := re.fullmatch(rf"([A-Z]+) (\S+) {VERSION}", line):
        return Request(headers, body, request[1], request[2])
    raise Unreadable("neither a request nor a reply")
