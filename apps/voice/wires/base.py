"""What a carrier's stream says, in our words, and what we say in its."""

import base64
import binascii
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

import orjson


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


def heard(media: Any, *tracks: str) -> Media | None:
    """The audio of one of these tracks: our own voice comes back where both were asked for."""
    if media.get("track", "inbound") not in tracks:
        return None
    try:
        return Media(base64.b64decode(media["payload"], validate=True))
    except binascii.Error as error:
        raise Unreadable("the audio is not base64") from error


class Dialect(ABC):
    """One stream's language."""

    # Nothing for so long: they are gone.
    idle_seconds: ClassVar[float]

    def read(self, text: str) -> Event | None:
        """None for what says nothing to us. Raises `Unreadable`."""
        try:
            return self.event(orjson.loads(text))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unreadable(type(error).__name__) from error

    def hear(self, message: bytes) -> Event | None:
        """A message that is no text: audio itself, at a carrier that sends it so. Raises `Unreadable`."""
        raise Unreadable("not a message of this protocol")

    @abstractmethod
    def event(self, told: Any) -> Event | None:
        """One message's JSON; what is not there or of another type may raise what Python raises."""


class Wire(Dialect):
    """A stream of audio; knows its id once `Started` was read."""

    idle_seconds = 10.0
    # So much of it goes into one message at most; 0 where the carrier does not mind.
    piece_bytes: ClassVar[int] = 0

    @abstractmethod
    def media(self, ulaw: bytes) -> str | bytes: ...

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
