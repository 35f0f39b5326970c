"""Rooms in which a lead and reps meet, of carriers that have them."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from apps.integrations.http import Document, Inbound

from ._calls import CallOrder, PlacedCall


class RoomEvent(StrEnum):
    """What happened in a conference room."""

    JOINED = "joined"
    LEFT = "left"
    HELD = "held"
    RESUMED = "resumed"
    MUTED = "muted"
    UNMUTED = "unmuted"
    OVER = "over"
    OTHER = "other"


@dataclass(frozen=True)
class Seat:
    """A place in a conference room. In one room a label is taken once, as long as who has it is there.

    `wait_url` says what is heard as long as nobody else is there. `news_url` hears what happens in the room: where
    several name one, the first counts. `done_url` is asked what comes next when the room is over for them. With
    `ends_room` the room is over for all when they leave. With a `record_url` what they and the room say to each other
    is recorded, both sides apart, and that address is told (`Telephony.read_recording`); if `once_told`, not where
    somebody could not be told what was to be said to them.
    """

    room: str
    label: str
    wait_url: str = ""
    news_url: str = ""
    done_url: str = ""
    ends_room: bool = False
    record_url: str = ""
    once_told: bool = False


@dataclass(frozen=True)
class Offer:
    """What only the rep hears, and where a key that they press is told."""

    spoken: str
    accept_url: str
    wait_seconds: int = 8


@dataclass(frozen=True)
class RoomNews:
    """What the carrier says of a room; `label` and `provider_id` are those of whom it is about."""

    room: str
    event: RoomEvent
    label: str = ""
    provider_id: str = ""
    occurred_at: datetime | None = None


class Rooms(ABC):
    """A carrier's conference rooms. Each verb that changes something asks once. Raises the remedies of `errors`."""

    @abstractmethod
    def call(self, order: CallOrder, seat: Seat) -> PlacedCall:
        """Call somebody straight into the room; whoever has this label there already is the answer."""

    @abstractmethod
    def redirect(self, provider_id: str, url: str) -> None:
        """From now on an answered call does what is said at `url`. Raises `Rejected` if it has ended."""

    @abstractmethod
    def hold(self, seat: Seat) -> None:
        """They hear what `wait_url` says, and nobody hears them."""

    @abstractmethod
    def resume(self, seat: Seat) -> None:
        """They are back in the room."""

    @abstractmethod
    def mute(self, seat: Seat) -> None:
        """Nobody hears them."""

    @abstractmethod
    def unmute(self, seat: Seat) -> None:
        """They are heard again."""

    @abstractmethod
    def remove(self, seat: Seat) -> None:
        """They leave the room; harmless if they have."""

    @abstractmethod
    def join(self, spoken: str, seat: Seat) -> Document:
        """The document that says something and takes the call into the room."""

    @abstractmethod
    def offer(self, offer: Offer) -> Document:
        """The document that tells a rep of a lead and waits for a key; without one the call ends."""

    @abstractmethod
    def wait(self, spoken: str) -> Document:
        """What is heard by whoever waits in a room: said again and again until somebody comes."""

    @abstractmethod
    def has_accepted(self, request: Inbound) -> bool:
        """Whether the key was 1, of a verified request to `accept_url`."""

    @abstractmethod
    def read_room(self, request: Inbound) -> RoomNews:
        """A verified request to `news_url`, in our words. Raises `Unreadable`."""
