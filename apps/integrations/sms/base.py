"""What every text messaging vendor must do: send once, find again, read its own news and replies."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel

from apps.integrations.charges import Charge
from apps.integrations.errors import Rejected
from apps.integrations.http import Document, Http, Inbound


class TextStatus(StrEnum):
    """A message's life; the last three end it."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"

    @property
    def is_final(self) -> bool:
        return self not in (TextStatus.QUEUED, TextStatus.SENT)

    @property
    def rank(self) -> int:
        """News of a lower rank than what is known already is late and changes nothing."""
        return {TextStatus.QUEUED: 0, TextStatus.SENT: 1}.get(self, 2)


@dataclass(frozen=True)
class TextOrder:
    """One message to send. Numbers are E.164; the URL carries the message's token in its path."""

    to: str
    sender: str
    body: str
    status_url: str
    valid_seconds: int = 600


@dataclass(frozen=True)
class SentText:
    """The vendor has taken the message."""

    provider_id: str
    status: TextStatus
    sent_at: datetime | None = None


@dataclass(frozen=True)
class TextNews:
    """What the vendor says of a message, in our words. `code` is the vendor's error code."""

    provider_id: str
    status: TextStatus
    occurred_at: datetime | None = None
    code: str = ""
    cause: str = ""
    is_opted_out: bool = False


class OptOut(StrEnum):
    """What the vendor itself made of a reply; our own reading of the words comes on top."""

    NONE = ""
    STOP = "stop"
    START = "start"
    HELP = "help"


@dataclass(frozen=True)
class InboundText:
    """A person wrote to us. Numbers are E.164."""

    provider_id: str
    sender: str
    to: str
    body: str
    opt_out: OptOut = OptOut.NONE


class Sms(ABC):
    """A text messaging vendor. `Settings` are what a tenant types in; secrets are `SecretStr`."""

    Settings: ClassVar[type[BaseModel]]
    title: ClassVar[str]
    # Whether a text that is asked for again, under the same `status_url`, is still one: the vendor knows it by a key.
    sends_once: ClassVar[bool] = False
    # Whether `charge` is worth asking.
    tells_charges: ClassVar[bool] = False

    @abstractmethod
    def __init__(self, settings: BaseModel, http: Http) -> None: ...

    def charge(self, provider_id: str) -> Charge | None:
        """What a message cost, to us or from us; None until the vendor has made up its mind."""
        raise Rejected("this vendor tells no prices", code="unsupported")

    @abstractmethod
    def send(self, order: TextOrder) -> SentText:
        """Ask for the message exactly once. Raises the remedies; opted out is `Rejected(code="opted_out")`."""

    @abstractmethod
    def find(self, order: TextOrder, *, since: datetime) -> Sequence[SentText]:
        """Messages with the same sender, receiver and body, sent at or after `since`, newest first."""

    @abstractmethod
    def verify(self, request: Inbound) -> None:
        """Raise `BadSignature` unless the vendor sent this."""

    @abstractmethod
    def read_status(self, request: Inbound) -> TextNews:
        """A verified status callback, in our words. Raises `Unreadable`."""

    @abstractmethod
    def read_reply(self, request: Inbound) -> InboundText:
        """A verified message from a person. Raises `Unreadable`."""

    @abstractmethod
    def acknowledge(self, text: str = "") -> Document:
        """The answer to an inbound message; a non-empty `text` is sent back to the person."""

    def perform(self, request: Inbound, document: Document) -> Document:
        """Their answer to a verified message: the document, but where a reply is a request of its own, that goes first.

        Raises the remedies.
        """
        return document

    @abstractmethod
    def check(self) -> str:
        """Prove the credentials by a harmless request; a sentence for the settings page."""
