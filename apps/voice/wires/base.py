"""What a carrier's stream says, in our words, and what we say in its."""

from abc import ABC, abstractmethod
from dataclasses import dataclass


@dataclass(frozen=True)
class Started:
    """The call's audio begins. `call_id` and `account_id` are the carrier's own."""

    stream_id: str
    call_id: str
    account_id: str = ""


@dataclass(frozen=True)
class Media:
    """The lead's next piece of audio: µ-law, 8 kHz."""

    ulaw: bytes


@dataclass(frozen=True)
class Marked:
    """The carrier has played all audio before this mark."""

    name: str


@dataclass(frozen=True)
class Digit:
    """The lead pressed a key."""

    digit: str


@dataclass(frozen=True)
class Stopped:
    """The call, or its stream, is over."""


Event = Started | Media | Marked | Digit | Stopped


class Unreadable(Exception):
    """It isn't this carrier's dialect."""


class Wire(ABC):
    """One stream; knows its id once `Started` was read."""

    @abstractmethod
    def read(self, text: str) -> Event | None:
        """None for what says nothing to us. Raises `Unreadable`."""

    @abstractmethod
    def media(self, ulaw: bytes) -> str: ...

    @abstractmethod
    def mark(self, name: str) -> str: ...

    @abstractmethod
    def clear(self) -> str:
        """Drop the audio that has not been played."""
