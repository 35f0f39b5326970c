"""SIPp as the caller: what it sends to a carrier, step by step."""

from __future__ import annotations

from apps.sandbox.sip.digest import PASSWORD
from tests.peers.scenario import CONTACT, VIA, hear, sdp, send

FROM = "From: <sip:+15550001111@[local_ip]:[local_port]>;tag=[call_number]"
TO = "To: <sip:[service]@[remote_ip]:[remote_port]>"
# With the branch that their answer brought back.
LAST_VIA = "[last_Via:]"
WAITING = (hear(100, optional="true"), hear(180, optional="true"), hear(183, optional="true"))
RINGING = (hear(100, optional="true"), hear(180))


def invite(*, password: str = PASSWORD) -> list[str]:
    """Dial, be challenged, and say who we are."""
    return _invite(sdp(), password=password)


def _invite(offer: str, *, password: str = PASSWORD) -> list[str]:
    return [
        send(ask("INVITE", 1), offer, retrans=500),
        hear(100, optional="true"),
        hear(407, auth="true"),
        send(_acknowledged_refusal(1)),
        send(f"{ask('INVITE', 2)}\n[authentication username=trunk password={password}]", offer, retrans=500),
    ]


def refused(status: int) -> list[str]:
    return [hear(status), send(_acknowledged_refusal(2))]


def answered() -> list[str]:
    return [*WAITING, hear(200), acknowledge(2)]


def acknowledge(sequence: int) -> str:
    """Of a 200: a request of its own."""
    return send(ask("ACK", sequence, tag="[peer_tag_param]"))


def offer_again(sequence: int, *, direction: str) -> list[str]:
    """A re-INVITE."""
    again = send(ask("INVITE", sequence, tag="[peer_tag_param]"), sdp(direction=direction), retrans=500)
    return [again, hear(100, optional="true"), hear(200), acknowledge(sequence)]


def invite_without_offer() -> list[str]:
    """Dial, hear their offer in the 200, and answer it in the ACK."""
    steps = _invite("")
    acknowledged = send(ask("ACK", 2, tag="[peer_tag_param]"), sdp())
    return [*steps, *WAITING, hear(200), acknowledged]


def options() -> list[str]:
    return [send(ask("OPTIONS", 1), retrans=500), hear(200)]


def goodbye(sequence: int = 3) -> list[str]:
    return [send(ask("BYE", sequence, tag="[peer_tag_param]"), retrans=500), hear(200)]


def cancel() -> str:
    """By the same way and number as the INVITE, so of its transaction."""
    return send(ask("CANCEL", 2, via=LAST_VIA), retrans=500)


def agree(body: str = "") -> str:
    """200 to what they just asked."""
    lines = ("SIP/2.0 200 OK", LAST_VIA, "[last_From:]", "[last_To:]", "[last_Call-ID:]", "[last_CSeq:]", CONTACT)
    return send("\n".join(lines), body)


def ask(method: str, sequence: int, *, tag: str = "", via: str = VIA) -> str:
    lines = (
        f"{method} sip:[service]@[remote_ip]:[remote_port] SIP/2.0",
        via,
        FROM,
        TO + tag,
        "Call-ID: [call_id]",
        f"CSeq: {sequence} {method}",
        CONTACT,
        "Max-Forwards: 70",
    )
    return "\n".join(lines)


def _acknowledged_refusal(sequence: int) -> str:
    """Of the refused INVITE's own transaction."""
    return ask("ACK", sequence, tag="[peer_tag_param]", via=LAST_VIA)
