"""A dialog: what both sides remember of each other, and the requests within it (RFC 3261, section 12)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from secrets import token_hex

from apps.sandbox.sip import addresses
from apps.sandbox.sip.flows import Flow
from apps.sandbox.sip.message import Header, Reply, Request

PRODUCT = "LeadHub sandbox"


@dataclass
class Dialog:
    """Of one call to us; the caller is the remote side."""

    invite: Request
    flow: Flow
    tag: str = field(default_factory=lambda: token_hex(8))
    # Where they want to be asked.
    target: str = ""
    _sequence: int = 0

    def __post_init__(self) -> None:
        self.retarget(self.invite)

    def retarget(self, request: Request) -> None:
        """They may have moved."""
        if contact := request.first("contact"):
            self.target = addresses.read(contact).uri

    @property
    def contact(self) -> Header:
        host, port = self.flow.here
        return "Contact", f"<sip:{addresses.number(self.invite.uri)}@{host}:{port};transport={self.flow.name.lower()}>"

    def request(self, method: str, *, headers: tuple[Header, ...] = (), body: bytes = b"") -> Request:
        """The next request of ours; it goes the way that the call came, as from behind NAT."""
        self._sequence += 1
        return self._request(method, self._sequence, headers, body)

    def acknowledgement(self, invite: Request, reply: Reply) -> Request:
        """The ACK to an answer to our own INVITE: that of a 200 is a request of its own, that of a refusal is not."""
        acknowledgement = self._request("ACK", invite.sequence, (), b"")
        if reply.status < 300:
            return acknowledgement
        vias = tuple(("Via", each) for each in invite.every("via"))
        return replace(acknowledgement, headers=(*vias, *acknowledgement.headers[1:]))

    def _request(self, method: str, sequence: int, headers: tuple[Header, ...], body: bytes) -> Request:
        host, port = self.flow.here
        routes = [("Route", each) for each in self.invite.every("record-route")]
        named = (
            ("Via", f"SIP/2.0/{self.flow.name} {host}:{port};branch=z9hG4bK{token_hex(8)};rport"),
            ("Max-Forwards", "70"),
            ("From", f"{self.invite.first('to')};tag={self.tag}"),
            ("To", self.invite.first("from")),
            ("Call-ID", self.invite.call_id),
            ("CSeq", f"{sequence} {method}"),
            self.contact,
            ("User-Agent", PRODUCT),
        )
        return Request((*named[:1], *routes, *named[1:], *headers), body, method, self.target)
