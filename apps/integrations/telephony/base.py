"""What every carrier must do: place a call once, find it again, hang it up, and read its own news."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel

from apps.integrations.errors import Unreadable
from apps.integrations.http import Document, Http, Inbound


class CallStatus(StrEnum):
    """A call's life in the order that it can take; the last five end it."""

    QUEUED = "queued"
    RINGING = "ringing"
    ANSWERED = "answered"
    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"
    CANCELED = "canceled"

    @property
    def is_final(self) -> bool:
        return self not in (CallStatus.QUEUED, CallStatus.RINGING, CallStatus.ANSWERED)

    @property
    def rank(self) -> int:
        """News of a lower rank than what is known already is late and changes nothing."""
        return {CallStatus.QUEUED: 0, CallStatus.RINGING: 1, CallStatus.ANSWERED: 2}.get(self, 3)


class Met(StrEnum):
    """What a carrier believes has picked up. `MACHINE_DONE`: its greeting is over, and it records."""

    PERSON = "person"
    MACHINE = "machine"
    MACHINE_DONE = "machine_done"
    FAX = "fax"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class CallOrder:
    """One call to place. Numbers are E.164; every URL carries the attempt's token in its path.

    With a `machine_url` the carrier listens beside the call, and tells there what has picked up (`read_met`).
    """

    to: str
    caller_id: str
    answer_url: str
    status_url: str
    ring_seconds: int = 25
    most_seconds: int = 600
    machine_url: str = ""


@dataclass(frozen=True)
class PlacedCall:
    """The carrier has taken the call."""

    provider_id: str
    status: CallStatus
    placed_at: datetime | None = None


@dataclass(frozen=True)
class CallNews:
    """What the carrier says of a call, in our words. `occurred_at` is the carrier's own time, if it says."""

    provider_id: str
    status: CallStatus
    occurred_at: datetime | None = None
    talk_seconds: int | None = None
    cause: str = ""
    answered_by: str = ""
    attestation: str = ""


@dataclass(frozen=True)
class AnswerScript:
    """What the carrier shall do once the lead has answered: say `spoken`, then dial `rep_phone` if there is one.

    With a `stream_url` the call's audio goes there and back instead (its words, where the carrier `hears_and_speaks`),
    `parameters` along with it. `done_url` is asked
    what comes next when the rep's leg is over (see `Telephony.after_rep`), or the stream.
    """

    spoken: str
    stream_url: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    language: str = "en-US"
    rep_phone: str = ""
    caller_id: str = ""
    whisper_url: str = ""
    done_url: str = ""
    ring_seconds: int = 20
    rep_missed: str = ""


class Telephony(ABC):
    """A carrier. `Settings` are what a tenant types in; secrets are `SecretStr`."""

    Settings: ClassVar[type[BaseModel]]
    title: ClassVar[str]
    # Whether the agent's calls go there and back as words: the tenant lets the carrier's own engines work.
    hears_and_speaks: bool = False

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

    @abstractmethod
    def hang_up(self, provider_id: str) -> None:
        """End the call, ringing or answered; harmless if it has ended."""

    @abstractmethod
    def verify(self, request: Inbound) -> None:
        """Raise `BadSignature` unless the carrier sent this."""

    @abstractmethod
    def read_call(self, request: Inbound) -> CallNews:
        """A verified status callback, in our words. Raises `Unreadable`."""

    def read_met(self, request: Inbound) -> Met:
        """What has picked up, of a verified request to `machine_url`. Raises `Unreadable`."""
        raise Unreadable("this carrier tells no such thing")

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
