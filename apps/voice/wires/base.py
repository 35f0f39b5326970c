"""What a carrier's stream says, in our words, and what we say in its."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar


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


@dataclass(frozen=True)
class Prompted:
    """What the carrier has heard the lead say; more of it is to come unless `is_last`."""

    text: str
    is_last: bool = True


@dataclass(frozen=True)
class Interrupted:
    """The lead spoke, and the carrier is silent: `heard` is what of our words had come out by then."""

    heard: str


@dataclass(frozen=True)
class Troubled:
    """The carrier could not do what we wanted. `code` is its own, "" if it named none; never its words."""

    code: str


Event = Started | Media | Marked | Digit | Prompted | Interrupted | Troubled | Stopped


class Unreadable(Exception):
    """It isn't this carrier's dialect."""


class Dialect(ABC):
    """One stream's language."""

    # Nothing for so long: they are gone.
    idle_seconds: ClassVar[float]

    @abstractmethod
    def read(self, text: str) -> Event | None:
        """None for what says nothing to us. Raises `Unreadable`."""


class Wire(Dialect):
    """A stream of audio; knows its id once `Started` was read."""

    idle_seconds = 10.0

    @abstractmethod
    def media(self, ulaw: bytes) -> str: ...

    @abstractmethod
    def mark(self, name: str) -> str: ...

    @abstractmethod
    def clear(self) -> str:
        """Drop the audio that has not been played."""


class Relay(Dialect):
    """A stream of words: the carrier hears and speaks itself."""

    # Whoever listens says nothing, and a long answer of ours takes its time.
    idle_seconds = 90.0

    @abstractmethod
    def text(self, token: str, *, is_last: bool, is_interruptible: bool) -> str:
        """The next words to say; the last ones of what is said in one go."""

    @abstractmethod
    def end(self) -> str:
        """Say no more, and ask what comes next in the call."""
