"""RTP packets (RFC 3550, section 5.1), and the key presses in them (RFC 4733)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

KEYS = "0123456789*#ABCD"
_HEAD = struct.Struct("!BBHII")
_EVENT = struct.Struct("!BBH")
VOLUME = 10


class Unreadable(Exception):
    """What came is no RTP packet."""


@dataclass(frozen=True)
class Packet:
    """One packet; `stamp` counts samples."""

    kind: int
    sequence: int
    stamp: int
    source: int
    payload: bytes
    is_first: bool = False

    def written(self) -> bytes:
        head = _HEAD.pack(0x80, self.kind | self.is_first << 7, self.sequence, self.stamp, self.source)
        return head + self.payload


def read(datagram: bytes) -> Packet:
    """Raises `Unreadable`."""
    if len(datagram) < _HEAD.size or datagram[0] >> 6 != 2:
        raise Unreadable
    flags, kind, sequence, stamp, source = _HEAD.unpack_from(datagram)
    begins = _HEAD.size + 4 * (flags & 0x0F)
    if flags & 0x10:
        begins += 4 + 4 * int.from_bytes(datagram[begins + 2 : begins + 4])
    ends = len(datagram) - (datagram[-1] if flags & 0x20 else 0)
    return Packet(kind & 0x7F, sequence, stamp, source, datagram[begins:ends], bool(kind & 0x80))


def key(payload: bytes) -> str:
    """Which key an event tells of. Raises `Unreadable`."""
    if len(payload) < _EVENT.size or payload[0] >= len(KEYS):
        raise Unreadable
    return KEYS[payload[0]]


def press(key: str, *, samples: int, is_over: bool) -> bytes:
    """The payload that says: this key has been down for so long."""
    return _EVENT.pack(KEYS.index(key), VOLUME | is_over << 7, samples)
