"""What both sides agree to hear and say: offers and answers (RFC 3264, RFC 8866)."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Static payload types (RFC 3551) of what we speak.
CODECS = {"PCMU": 0, "PCMA": 8}
KEYS = 101
MIRRORED = {"sendrecv": "sendrecv", "sendonly": "recvonly", "recvonly": "sendonly", "inactive": "inactive"}


class NotAcceptable(Exception):
    """There is nothing in it that we could speak."""


@dataclass(frozen=True)
class Agreed:
    """What to speak, and with whom."""

    codec: str
    host: str
    port: int
    # The payload type of key presses; None where they sent none of them.
    keys: int | None
    # As the other side sees it: `sendonly` means that they hold us.
    direction: str = "sendrecv"

    @property
    def may_send(self) -> bool:
        return self.direction in ("sendrecv", "recvonly") and self.host != "0.0.0.0"  # noqa: S104 - a hold of old


def read(body: bytes) -> Agreed:
    """The best of an offer, or what was agreed by an answer. Raises `NotAcceptable`."""
    lines = body.decode(errors="replace").splitlines()
    media = next((each for each in lines if each.startswith("m=audio ")), "")
    found = re.match(r"m=audio (\d+)(?:/\d+)? (\S+) (.+)", media)
    if not found or found[2] not in ("RTP/AVP", "RTP/AVPF"):
        raise NotAcceptable
    audio = [each for each in lines if not each.startswith("m=") or each == media]
    names = _names(audio)
    formats = [int(each) for each in found[3].split() if each.isdigit()]
    spoken = [names[each] for each in formats if names.get(each) in CODECS]
    if not spoken:
        raise NotAcceptable
    keys = next((each for each in formats if names.get(each) == "TELEPHONE-EVENT"), None)
    return Agreed(spoken[0], _host(lines, media), int(found[1]), keys, _direction(lines))


def write(*, host: str, port: int, agreed: Agreed | None, direction: str, version: int) -> bytes:
    """Our answer to what was agreed, or an offer where nothing was yet."""
    codecs = CODECS if agreed is None else {agreed.codec: CODECS[agreed.codec]}
    keys = KEYS if agreed is None else agreed.keys
    formats = [*codecs.values(), *([] if keys is None else [keys])]
    lines = [
        "v=0",
        f"o=sandbox 1 {version} IN IP4 {host}",
        "s=-",
        f"c=IN IP4 {host}",
        "t=0 0",
        f"m=audio {port} RTP/AVP {' '.join(map(str, formats))}",
        *(f"a=rtpmap:{number} {name}/8000" for name, number in codecs.items()),
        *([] if keys is None else [f"a=rtpmap:{keys} telephone-event/8000", f"a=fmtp:{keys} 0-15"]),
        "a=ptime:20",
        f"a={direction}",
    ]
    return "".join(f"{line}\r\n" for line in lines).encode()


def _names(lines: list[str]) -> dict[int, str]:
    names = {number: name for name, number in CODECS.items()}
    for line in lines:
        if found := re.match(r"a=rtpmap:(\d+) ([\w.-]+)/8000", line):
            names[int(found[1])] = found[2].upper()
    return names


def _host(lines: list[str], media: str) -> str:
    """The media's own address, else the session's."""
    own = lines[lines.index(media) :]
    found = [each.split()[-1] for each in (*own, *lines) if each.startswith("c=IN IP4 ")]
    if not found:
        raise NotAcceptable
    return found[0]


def _direction(lines: list[str]) -> str:
    told = [each[2:] for each in lines if each[2:] in MIRRORED and each.startswith("a=")]
    return told[-1] if told else "sendrecv"
