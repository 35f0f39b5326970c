"""What every carrier must do: place a call once, find it again, hang it up, and read its own news."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from pydantic import BaseModel

from apps.integrations.charges import Charge
from apps.integrations.errors import Rejected, Unreadable
from apps.integrations.http import Document, Http, Inbound

from ._calls import (
    AccountNews,
    AnswerScript,
    CallNews,
    CallOrder,
    CallStatus,
    InboundCall,
    Met,
    PlacedCall,
    RecordingNews,
)
from ._rooms import Offer, RoomEvent, RoomNews, Rooms, Seat

__all__ = [
    "AccountNews",
    "AnswerScript",
    "CallNews",
    "CallOrder",
    "CallStatus",
    "InboundCall",
    "Met",
    "Offer",
    "PlacedCall",
    "RecordingNews",
    "RoomEvent",
    "RoomNews",
    "Rooms",
    "Seat",
    "Telephony",
]


class Telephony(ABC):
    """A carrier. `Settings` are what a tenant types in; secrets are `SecretStr`."""

    Settings: ClassVar[type[BaseModel]]
    title: ClassVar[str]
    # Whether the agent's calls go there and back as words: the tenant lets the carrier's own engines work.
    hears_and_speaks: bool = False
    # Whether `charge` is worth asking.
    tells_charges: ClassVar[bool] = False
    # Whether it records what an answer, or a seat in a room, has a `record_url` for; who does not announces nothing.
    records: ClassVar[bool] = False
    # Whether a rep's own app calls the lead: it asks for no document, and nothing of ours speaks in its calls.
    rings_rep_first: ClassVar[bool] = False

    @abstractmethod
    def __init__(self, settings: BaseModel, http: Http) -> None: ...

    @abstractmethod
    def place(self, order: CallOrder) -> PlacedCall:
        """Ask for the call exactly once: no retry inside. Raises the remedies of `errors`."""

    @abstractmethod
    def find(self, order: CallOrder, *, since: datetime) -> Sequence[PlacedCall]:
        """Calls that may be this order, placed at or after `since`, newest first; [] if the carrier has none."""

    @abstractmethod
    def fetch(self, provider_id: str) -> CallNews:
        """How the call stands now."""

    def charge(self, provider_id: str) -> Charge | None:
        """What a call that is over cost, with every leg of it; None until the carrier has made up its mind."""
        raise Rejected("this carrier tells no prices", code="unsupported")

    @abstractmethod
    def hang_up(self, provider_id: str) -> None:
        """End the call, ringing or answered; harmless if it has ended."""

    @abstractmethod
    def verify(self, request: Inbound) -> None:
        """Raise `BadSignature` unless the carrier sent this."""

    @abstractmethod
    def read_call(self, request: Inbound) -> CallNews:
        """A verified status callback, in our words. Raises `Unreadable`."""

    def read_account(self, request: Inbound) -> Sequence[AccountNews]:
        """What a verified request to the account's one address tells of calls that go out. Raises `Unreadable`."""
        raise Unreadable("this carrier tells each call's news at the call's own address")

    def rooms(self) -> Rooms | None:
        """Its conference rooms; None where it has none, and a rep is rung by `AnswerScript.rep_phone`."""
        return None

    def read_met(self, request: Inbound) -> Met:
        """What has picked up, of a verified request to `machine_url`. Raises `Unreadable`."""
        raise Unreadable("this carrier tells no such thing")

    def read_recording(self, request: Inbound) -> RecordingNews:
        """What became of a recording, of a verified request to `record_url`. Raises `Unreadable`."""
        raise Unreadable("this carrier records nothing")

    def fetch_recording(self, recording_id: str) -> bytes:
        """The audio as WAV, the lead's side left and the rep's right. `Rejected`: they have it no longer."""
        raise Rejected("this carrier records nothing", code="unsupported")

    def delete_recording(self, recording_id: str) -> None:
        """Have the carrier delete it; harmless if it has."""
        raise Rejected("this carrier records nothing", code="unsupported")

    def read_inbound(self, request: Inbound) -> InboundCall:
        """Who calls us, of a verified request. Raises `Unreadable`."""
        raise Unreadable("this carrier brings no calls")

    def read_key(self, request: Inbound) -> str:
        """The key that was pressed, of a verified request to `keys_url`; "" if none was. Raises `Unreadable`."""
        raise Unreadable("this carrier tells no keys")

    def meant_for(self, request: Inbound) -> str:
        """The address of ours that a verified request is for, where the carrier could only be told another; else ""."""
        return ""

    def perform(self, request: Inbound, document: Document) -> Document:
        """Their answer to a verified request: the document, but for a carrier that takes orders, who is given them.

        Asked twice about one request it orders once. Raises the remedies, and then the carrier asks again.
        """
        return document

    @abstractmethod
    def answer(self, script: AnswerScript) -> Document:
        """The carrier's document for an answered call."""

    @abstractmethod
    def after_rep(self, request: Inbound, script: AnswerScript) -> Document:
        """The rep's leg is over, says a verified request: `rep_missed` if nobody picked up, else the call ends."""

    @abstractmethod
    def whisper(self, spoken: str) -> Document:
        """What only the rep hears before the two are bridged."""

    @abstractmethod
    def refuse_call(self) -> Document:
        """The document that hangs up at once: the call is not one of ours, or no longer."""

    @abstractmethod
    def check(self) -> str:
        """Prove the credentials by a harmless request; a sentence for the settings page."""
