"""What a test tells the program that dials by baresip, and what it says of the call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from apps.sandbox.sip.digest import PASSWORD


@dataclass(frozen=True)
class Order:
    to: str
    address: str
    transport: Literal["udp", "tcp", "tls"] = "udp"
    password: str = PASSWORD
    codec: str = "pcmu"
    give_up_seconds: float = 10
    # How long we stay on the line, and speak our tone.
    talk_seconds: float = 0.2
    speak_seconds: float = 60
    keys: str = ""
    keys_by: Literal["rtpevent", "info"] = "rtpevent"


@dataclass(frozen=True)
class Outcome:
    # The Call-ID.
    id: str
    # How they refused, if they did.
    status: int | None
    # The last words of the stack, such as `486 Busy Here`.
    ending: str
    events: list[str]
    # What they pressed.
    keys: str
    # The share of our own tone in what came back.
    tone: float
    # How loud it was, of 32,767.
    level: int
