"""Scenarios of SIPp, put together from steps and written as its XML."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import quoteattr

OFFER = """
v=0
o=sipp 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP {formats}
a=rtpmap:0 PCMU/8000
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
a={direction}"""
VIA = "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]"
CONTACT = "Contact: <sip:sipp@[local_ip]:[local_port];transport=[transport]>"


def sdp(*, direction: str = "sendrecv", formats: str = "0 8 101") -> str:
    return OFFER.format(direction=direction, formats=formats)


def xml(name: str, steps: Iterable[str]) -> str:
    """The whole file."""
    head = '<?xml version="1.0" encoding="ISO-8859-1" ?>\n<!DOCTYPE scenario SYSTEM "sipp.dtd">\n'
    return f"{head}<scenario name={quoteattr(name)}>\n" + "\n".join(steps) + "\n</scenario>\n"


def send(message: str, body: str = "", *, retrans: int | None = None) -> str:
    """One message; what carries a body says how long it is by itself."""
    kind = "Content-Type: application/sdp\n" if body else ""
    text = f"{message.strip()}\n{kind}Content-Length: [len]\n{body}\n"
    again = "" if retrans is None else f' retrans="{retrans}"'
    return f"<send{again}><![CDATA[\n\n{text}\n]]></send>"


def hear(status: int, **options: str) -> str:
    return f'<recv response="{status}"{_written(options)}></recv>'


def asked(method: str, **options: str) -> str:
    return f'<recv request="{method}"{_written(options)}></recv>'


def asked_by_whom_we_know(method: str, *, user: str, password: str) -> str:
    """Their answer to a challenge; who fails it fails the scenario."""
    check = f'<verifyauth assign_to="known" username={quoteattr(user)} password={quoteattr(password)}/>'
    return f'<recv request="{method}"><action>{check}</action></recv>'


def pause(milliseconds: int) -> str:
    return f'<pause milliseconds="{milliseconds}"/>'


def _written(options: dict[str, str]) -> str:
    return "".join(f' {name}="{value}"' for name, value in options.items())
