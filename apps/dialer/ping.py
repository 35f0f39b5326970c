"""Asks a trunk whether it is there: one OPTIONS (RFC 3261 section 11), by whichever transport its calls go."""

import asyncio
import contextlib
import re
import ssl
import time
from functools import cache
from secrets import token_hex

from apps.integrations.wire.dialer import Trunk

SECONDS = 2.0
# As an INVITE would be sent again: a lost packet is no dead trunk (RFC 3261 section 17.1.2.2).
_AGAIN_AFTER = (0.5, 0.5, 1.0)
_REPLY = re.compile(rb"SIP/2\.0 (\d{3}) ")
_MOST_BYTES = 8_192


class Silent(Exception):
    """No answer within the time, none that is SIP, or no way there."""


async def ask(trunk: Trunk, *, ca_file: str) -> int:
    """The SIP status of its answer: any of them means that it is alive. Raises `Silent`."""
    try:
        async with asyncio.timeout(SECONDS):
            return await (_by_datagrams(trunk) if trunk.transport == "udp" else _by_stream(trunk, ca_file))
    except (TimeoutError, OSError, ValueError) as error:
        # A ValueError: no name that can be looked up, or so much without an end of line that it speaks no SIP.
        raise Silent from error


class _Listener(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.reply: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def datagram_received(self, data: bytes, addr: object) -> None:
        if (found := _REPLY.match(data)) and not self.reply.done():
            self.reply.set_result(int(found[1]))

    def error_received(self, exc: Exception) -> None:
        """A closed port says so on the same machine, and often nowhere else: the time tells."""


async def _by_datagrams(trunk: Trunk) -> int:
    loop = asyncio.get_running_loop()
    transport, listener = await loop.create_datagram_endpoint(_Listener, remote_addr=(trunk.host, trunk.port))
    try:
        question = _options(trunk, transport.get_extra_info("sockname"))
        for seconds in _AGAIN_AFTER:
            transport.sendto(question)
            with contextlib.suppress(TimeoutError):
                return await asyncio.wait_for(asyncio.shield(listener.reply), seconds)
        raise TimeoutError
    finally:
        transport.close()


async def _by_stream(trunk: Trunk, ca_file: str) -> int:
    context = _trusting(ca_file) if trunk.transport == "tls" else None
    reader, writer = await asyncio.open_connection(trunk.host, trunk.port, ssl=context, limit=_MOST_BYTES)
    try:
        writer.write(_options(trunk, writer.get_extra_info("sockname")))
        line = await reader.readline()
    finally:
        writer.close()
    if not (found := _REPLY.match(line)):
        raise TimeoutError
    return int(found[1])


@cache
def _trusting(ca_file: str) -> ssl.SSLContext:
    """Read once, as by the stack: a file of all authorities takes longer than a frame of the calls that talk here."""
    return ssl.create_default_context(cafile=ca_file)


def _options(trunk: Trunk, ours: tuple[str, int]) -> bytes:
    here = f"[{ours[0]}]:{ours[1]}" if ":" in ours[0] else f"{ours[0]}:{ours[1]}"
    lines = (
        f"OPTIONS sip:{trunk.host}:{trunk.port};transport={trunk.transport} SIP/2.0",
        f"Via: SIP/2.0/{trunk.transport.upper()} {here};branch=z9hG4bK{token_hex(8)};rport",
        "Max-Forwards: 70",
        f"From: <sip:ping@{here}>;tag={token_hex(4)}",
        f"To: <sip:{trunk.host}:{trunk.port}>",
        f"Call-ID: {token_hex(12)}",
        f"CSeq: {int(time.time()) & 0x7FFFFFFF} OPTIONS",
        f"Contact: <sip:ping@{here}>",
        "Content-Length: 0",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
