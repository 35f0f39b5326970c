"""A telephone exchange for tests: real SIP and RTP over UDP, and each number does what a test has told it to."""

import re
import selectors
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Self

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Message:
    """One request as it came."""

    method: str
    number: str
    call_id: str
    caller_id: str
    at: float
    text: str = field(repr=False)


@dataclass(frozen=True)
class Manner:
    """How a number behaves: what it answers and after how long, in order; `hears_cancel` ends its ringing."""

    replies: Sequence[tuple[float, int, str]]
    lost: int = 0
    hangs_up_after: float = 0.0
    is_mute: bool = False
    # Of a phone that speaks for itself; without one what is heard is echoed.
    rtp_port: int = 0


ANSWERS = Manner([(0, 100, "Trying"), (0.02, 180, "Ringing"), (0.1, 200, "OK")])
RINGS = Manner([(0, 100, "Trying"), (0.02, 180, "Ringing")])
SILENT = Manner([])


def refuses(status: int, *, first: Sequence[int] = (100,), after: float = 0.02) -> Manner:
    """Ends in this status, after saying `first`."""
    said = [(0.0, each, "Trying" if each == 100 else "Ringing") for each in first]
    return Manner([*said, (after, status, "No")])


class Exchange:
    """Context manager. `numbers` by their manner; any other number answers and echoes what it hears."""

    def __init__(self) -> None:
        self.numbers: dict[str, Manner] = {}
        self.options: int | None = 200
        self.got: list[Message] = []
        self._sip = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._sip.bind((LOOPBACK, 0))
        self._rtp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._rtp.bind((LOOPBACK, 0))
        self.port: int = self._sip.getsockname()[1]
        self.echoes = True
        self.heard_packets = 0
        self._due: list[tuple[float, bytes, tuple[str, int]]] = []
        self._seen: dict[str, int] = {}
        self._is_open = True

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *reason: object) -> None:
        self.close()

    def close(self) -> None:
        self._is_open = False
        self._thread.join(2)
        self._sip.close()
        self._rtp.close()

    def calls(self, number: str = "") -> list[Message]:
        """One for each call, however often its INVITE came."""
        found = {each.call_id: each for each in reversed(self.got) if each.method == "INVITE"}
        return [each for each in found.values() if not number or each.number == number]

    def called(self, number: str, *, seconds: float = 5.0) -> Message:
        """The call to a number, once it has come."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not self.calls(number):
            time.sleep(0.01)
        return self.calls(number)[0]

    def calls_back(self, invite: Message) -> list[int]:
        """Ring the address that the call came from, as a scanner would; what it answers, to its last word."""
        contact = re.search(r"<sip:([^@>]+)@([^:>]+):(\d+)", _header(invite.text, "Contact"))
        assert contact
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as caller:
            caller.bind((LOOPBACK, 0))
            caller.settimeout(5)
            sdp, call_id = _sdp(self._rtp.getsockname()[1]), token_hex(8)
            caller.sendto(_stray(contact, caller.getsockname()[1], sdp, call_id), (contact[2], int(contact[3])))
            statuses = [0]
            while statuses[-1] < 200:
                reply = caller.recv(65_535).decode()
                # Its port may have been somebody else's a moment ago, with mail still on its way.
                if _header(reply, "Call-ID") == call_id:
                    statuses.append(int(reply.split(" ")[1]))
        return statuses

    def until(self, call_id: str, method: str, *, seconds: float = 5.0) -> list[str]:
        """What came of a call so far, once this has come."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and method not in self.methods(call_id):
            time.sleep(0.01)
        return self.methods(call_id)

    def methods(self, call_id: str) -> list[str]:
        return [each.method for each in self.got if each.call_id == call_id]

    def _run(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._sip, selectors.EVENT_READ, self._take)
            selector.register(self._rtp, selectors.EVENT_READ, self._echo)
            while self._is_open:
                for key, _ in selector.select(timeout=0.005):
                    key.data(*key.fileobj.recvfrom(65_535))  # type: ignore[union-attr]  # a socket
                self._send_due()

    def _send_due(self) -> None:
        now = time.monotonic()
        for due in [each for each in self._due if each[0] <= now]:
            self._due.remove(due)
            self._sip.sendto(due[1], due[2])

    def _echo(self, packet: bytes, sender: tuple[str, int]) -> None:
        self.heard_packets += 1
        if self.echoes:
            self._rtp.sendto(packet, sender)

    def _take(self, packet: bytes, sender: tuple[str, int]) -> None:
        text = packet.decode()
        if text.startswith("SIP/2.0"):
            return
        message = _message(text)
        self.got.append(message)
        answers = {"INVITE": self._ring, "CANCEL": self._stop, "BYE": self._agree, "OPTIONS": self._live}
        if answer := answers.get(message.method):
            answer(message, sender)

    def _ring(self, message: Message, sender: tuple[str, int]) -> None:
        manner = self.numbers.get(message.number, ANSWERS)
        times = self._seen[message.call_id] = self._seen.get(message.call_id, 0) + 1
        if times != manner.lost + 1:
            return
        for after, status, reason in manner.replies:
            self._reply(message, sender, status, reason, after=after)
        if manner.hangs_up_after:
            bye = _bye(message, self.port)
            self._due.append((time.monotonic() + manner.hangs_up_after, bye, sender))

    def _stop(self, message: Message, sender: tuple[str, int]) -> None:
        invite = next(each for each in self.got if each.method == "INVITE" and each.call_id == message.call_id)
        self._due = [each for each in self._due if invite.call_id.encode() not in each[1]]
        self._reply(message, sender, 200, "OK")
        self._reply(invite, sender, 487, "Request Terminated")

    def _agree(self, message: Message, sender: tuple[str, int]) -> None:
        self._reply(message, sender, 200, "OK")

    def _live(self, message: Message, sender: tuple[str, int]) -> None:
        if self.options is not None:
            self._reply(message, sender, self.options, "OK")

    def _reply(
        self, message: Message, sender: tuple[str, int], status: int, reason: str, *, after: float = 0.0
    ) -> None:
        has_sdp = message.method == "INVITE" and status in (183, 200)
        manner = self.numbers.get(message.number, ANSWERS)
        # Audio that goes to port 9 is thrown away (RFC 863).
        port = 9 if manner.is_mute else manner.rtp_port or self._rtp.getsockname()[1]
        body = _sdp(port) if has_sdp else ""
        reply = _answer(message, status, reason, body, port=self.port)
        self._due.append((time.monotonic() + after, reply, sender))


def _message(text: str) -> Message:
    head = text.split("\r\n\r\n", maxsplit=1)[0]
    method, uri = head.split(" ")[:2]
    number = re.match(r"sips?:([^@;]+)@", uri)
    caller = re.search(r"^From:\s*.*?<sips?:([^@>]+)@", head, re.MULTILINE)
    return Message(
        method,
        number[1] if number else "",
        _header(head, "Call-ID"),
        caller[1] if caller else "",
        time.monotonic(),
        text,
    )


def _header(head: str, name: str) -> str:
    found = re.search(rf"^{name}:\s*(.*)$", head, re.MULTILINE | re.IGNORECASE)
    return found[1].strip() if found else ""


def _answer(message: Message, status: int, reason: str, body: str, *, port: int) -> bytes:
    head = message.text.split("\r\n\r\n")[0]
    kept = [line for line in head.split("\r\n") if line.lower().startswith(("via:", "from:", "call-id:", "cseq:"))]
    tag = "" if status == 100 or ";tag=" in _header(head, "To") else ";tag=exchange"
    to = f"To: {_header(head, 'To')}{tag}"
    contact = f"Contact: <sip:exchange@{LOOPBACK}:{port}>"
    typed = ["Content-Type: application/sdp"] if body else []
    lines = [f"SIP/2.0 {status} {reason}", *kept, to, contact, *typed, f"Content-Length: {len(body)}", "", body]
    return "\r\n".join(lines).encode()


def _bye(invite: Message, port: int) -> bytes:
    head = invite.text.split("\r\n\r\n")[0]
    contact = re.search(r"<(sip:[^>]+)>", _header(head, "Contact"))
    uri = contact[1] if contact else ""
    lines = [
        f"BYE {uri} SIP/2.0",
        f"Via: SIP/2.0/UDP {LOOPBACK}:{port};branch=z9hG4bKbye{invite.call_id[:8]};rport",
        f"From: {_header(head, 'To')};tag=exchange",
        f"To: {_header(head, 'From')}",
        f"Call-ID: {invite.call_id}",
        "CSeq: 1 BYE",
        "Max-Forwards: 70",
        "Content-Length: 0",
        "",
        "",
    ]
    return "\r\n".join(lines).encode()


def _stray(contact: re.Match[str], port: int, sdp: str, call_id: str) -> bytes:
    lines = [
        f"INVITE sip:{contact[1]}@{contact[2]}:{contact[3]} SIP/2.0",
        f"Via: SIP/2.0/UDP {LOOPBACK}:{port};branch=z9hG4bK{call_id};rport",
        f"From: <sip:stranger@{LOOPBACK}:{port}>;tag=stray",
        f"To: <sip:{contact[1]}@{contact[2]}>",
        f"Contact: <sip:stranger@{LOOPBACK}:{port}>",
        f"Call-ID: {call_id}",
        "CSeq: 1 INVITE",
        "Max-Forwards: 70",
        "Content-Type: application/sdp",
        f"Content-Length: {len(sdp)}",
        "",
        sdp,
    ]
    return "\r\n".join(lines).encode()


def _sdp(port: int) -> str:
    lines = [
        "v=0",
        f"o=- 1 1 IN IP4 {LOOPBACK}",
        "s=-",
        f"c=IN IP4 {LOOPBACK}",
        "t=0 0",
        f"m=audio {port} RTP/AVP 0 101",
        "a=rtpmap:0 PCMU/8000",
        "a=rtpmap:101 telephone-event/8000",
        "a=ptime:20",
    ]
    return "\r\n".join(lines) + "\r\n"
