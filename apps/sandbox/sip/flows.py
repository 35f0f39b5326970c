"""The wires under SIP: datagrams, and streams with messages one after the other."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, cast

from apps.sandbox.sip import message

MOST_BYTES = 65_536

type Take = Callable[[bytes, "Flow"], None]


class Flow(Protocol):
    """Where a message came from, and how to answer it."""

    @property
    def name(self) -> str: ...

    @property
    def is_reliable(self) -> bool: ...

    @property
    def peer(self) -> tuple[str, int]: ...

    @property
    def here(self) -> tuple[str, int]: ...

    def send(self, packet: bytes) -> None: ...

    def cut(self) -> None:
        """As a peer that died: streams are reset, datagrams know of no end."""


@dataclass(frozen=True)
class DatagramFlow:
    """One peer by UDP."""

    transport: asyncio.DatagramTransport
    peer: tuple[str, int]
    name = "UDP"
    is_reliable = False

    @property
    def here(self) -> tuple[str, int]:
        return cast(tuple[str, int], self.transport.get_extra_info("sockname"))

    def send(self, packet: bytes) -> None:
        self.transport.sendto(packet, self.peer)

    def cut(self) -> None:
        """There is nothing to cut."""


class Datagrams(asyncio.DatagramProtocol):
    """The UDP socket."""

    def __init__(self, take: Take) -> None:
        self._take = take

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]  # asyncio's own narrowing
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        # Empty lines keep a way through NAT open.
        if data.strip():
            self._take(data, DatagramFlow(self._transport, (addr[0], addr[1])))


class StreamFlow(asyncio.Protocol):
    """One connection by TCP, or by TLS over it."""

    is_reliable = True

    def __init__(self, take: Take, *, name: str) -> None:
        self._take = take
        self.name = name
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while packet := self._next():
            self._take(packet, self)

    @property
    def peer(self) -> tuple[str, int]:
        return cast(tuple[str, int], self._transport.get_extra_info("peername"))

    @property
    def here(self) -> tuple[str, int]:
        return cast(tuple[str, int], self._transport.get_extra_info("sockname"))

    def send(self, packet: bytes) -> None:
        self._transport.write(packet)

    def cut(self) -> None:
        # Without lingering the close goes out as RST, as from a host that died.
        at_once = struct.pack("ii", 1, 0)
        self._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        self._transport.abort()

    def _next(self) -> bytes:
        """The next whole message (RFC 3261, section 18.3); nothing while it is on its way."""
        self._buffer = self._buffer.lstrip(b"\r\n")
        head, end, _ = self._buffer.partition(b"\r\n\r\n")
        try:
            length = message.body_length(head) if end else 0
        except message.Unreadable:
            # Nobody can tell where the next one begins.
            self.cut()
            return b""
        whole = len(head) + len(end) + length
        if len(self._buffer) > MOST_BYTES:
            self.cut()
        if not end or len(self._buffer) < whole:
            return b""
        packet, self._buffer = self._buffer[:whole], self._buffer[whole:]
        return packet
