"""Calls in our words: how they stand, what is asked of a carrier, and what it tells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


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
    # Whose app rings first, where the carrier `rings_rep_first`; "" for nobody in particular.
    rep_phone: str = ""


@dataclass(frozen=True)
class PlacedCall:
    """The carrier has taken the call. `provider_id` is "" where only the call's news will name it."""

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
    # With which SIP code the far end ended it, if the carrier says.
    sip_code: int | None = None


@dataclass(frozen=True)
class AccountNews:
    """News of any call of an account, told at one address for all. `phone` is whom it goes to, E.164.

    `status_url` is the one that it was ordered with, "" for a call that was not; None where nobody gives that back.
    """

    call: CallNews
    phone: str
    status_url: str | None = None
    began_at: datetime | None = None


@dataclass(frozen=True)
class InboundCall:
    """Somebody calls a number of ours. `caller` is E.164, "" where they hide it; `attestation` is their carrier's."""

    provider_id: str
    caller: str
    called: str
    attestation: str = ""


@dataclass(frozen=True)
class RecordingNews:
    """A carrier tells of a recording that it was to make: finished, or, where `is_there` is false, none.

    `lack` is why it is none, or not all of it, where the carrier says.
    """

    provider_id: str
    recording_id: str
    is_there: bool
    seconds: int | None = None
    lack: str = ""


@dataclass(frozen=True)
class AnswerScript:
    """What the carrier shall do once the lead has answered: say `spoken`, then dial `rep_phone` if there is one.

    With a `stream_url` the call's audio goes there and back instead (its words, where the carrier `hears_and_speaks`),
    `parameters` along with it. `done_url` is asked
    what comes next when the rep's leg is over (see `Telephony.after_rep`), or the stream. With a `record_url` the
    rep's leg is recorded from its answer, both sides apart, and that address is told (`read_recording`); if
    `record_once_told`, not where `spoken` or the whisper could not be said.
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
    record_url: str = ""
    record_once_told: bool = False
    # Told of a key that is pressed while `spoken` is said (`read_key`).
    keys_url: str = ""
