"""What LeadHub and its own SIP dialer say to each other: orders, how calls stand, documents, signatures."""

import hmac
import time
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from apps.integrations.errors import BadSignature
from apps.integrations.http import Inbound

E164 = r"^\+[1-9]\d{6,14}$"
TAPE_ID = r"^[0-9a-f]{32}$"
# News that is older is somebody's who has listened.
TOLERANCE_SECONDS = 300
STAMP, SIGNATURE = "X-LeadHub-Timestamp", "X-LeadHub-Signature"

Transport = Literal["udp", "tcp", "tls"]


class Outcome(StrEnum):
    """How a call came to its end, or its leg to a rep."""

    TALKED = "talked"
    BUSY = "busy"
    DECLINED = "declined"
    UNWANTED = "unwanted"
    BLOCKED = "blocked"
    NOT_FOUND = "not_found"
    UNAVAILABLE = "unavailable"
    NO_ANSWER = "no_answer"
    HUNG_UP = "hung_up"
    TRUNK_REFUSED = "trunk_refused"
    TRUNK_FAULT = "trunk_fault"
    TRUNK_SILENT = "trunk_silent"
    NO_CODEC = "no_codec"
    MEDIA_LOST = "media_lost"
    NO_PORTS = "no_ports"
    DIALER_STOPPED = "dialer_stopped"
    DIALER_FAULT = "dialer_fault"


class Trouble(StrEnum):
    """What went wrong in a call that was answered, beside how it ended."""

    NO_DOCUMENT = "no_document"
    NO_SPEECH = "no_speech"
    NO_STREAM = "no_stream"


class Lack(StrEnum):
    """Why a recording is not whole, or none at all."""

    DISK_FULL = "disk_full"
    DISK_FAILED = "disk_failed"
    DISK_SLOW = "disk_slow"
    DIALER_STOPPED = "dialer_stopped"
    UNSAID = "unsaid"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Trunk(_Strict):
    """Where calls go out, and who we are there."""

    host: str = Field(pattern=r"^[A-Za-z0-9.-]{1,253}$")
    port: int = Field(ge=1, le=65_535)
    transport: Transport = "udp"
    user: str = Field("", pattern=r"^[A-Za-z0-9._~!$&*+=-]{0,80}$")
    password: str = Field("", repr=False, pattern=r'^[^"\\\x00-\x1f\x7f]{0,128}$')
    codecs: tuple[Literal["pcmu", "pcma"], ...] = ("pcmu", "pcma")
    srtp: bool = False

    @property
    def address(self) -> str:
        """Of the trunk itself, whoever we are there."""
        return f"{self.transport}:{self.host}:{self.port}"


class Seat(_Strict):
    """A place in a conference room, as `telephony.base.Seat` has it.

    With a `record_url` what they and the room say to each other is recorded; if `once_told`, not where one of them
    has not heard all that was to be said to them. None is never sent: a dialer of before there were recordings wants
    nothing of them named.
    """

    room: str = Field(pattern=r"^[\w-]{1,64}$")
    label: str = Field(pattern=r"^[\w-]{1,128}$")
    wait_url: str = Field("", repr=False, max_length=1_000)
    news_url: str = Field("", repr=False, max_length=1_000)
    done_url: str = Field("", repr=False, max_length=1_000)
    ends_room: bool = False
    record_url: str | None = Field(None, repr=False, max_length=1_000)
    once_told: bool | None = None


class Way(_Strict):
    """Where an answered call goes instead of what it does now."""

    url: str = Field(repr=False, min_length=1, max_length=1_000)


class Change(_Strict):
    """Of somebody's place in a room: what is None stays as it is."""

    is_held: bool | None = None
    is_muted: bool | None = None
    wait_url: str = Field("", repr=False, max_length=1_000)


class Order(_Strict):
    """One call. Placed twice by the same token it is one call; the trunks are tried in their order.

    With a `seat` who answers comes straight into that room, and nobody is asked what to do.
    """

    token: str = Field(repr=False, min_length=8, max_length=128)
    to: str = Field(repr=False, pattern=E164)
    caller_id: str = Field(repr=False, pattern=E164)
    answer_url: str = Field(repr=False, max_length=1_000)
    status_url: str = Field(repr=False, max_length=1_000)
    ring_seconds: int = Field(ge=1, le=120)
    most_seconds: int = Field(ge=1, le=14_400)
    trunks: tuple[Trunk, ...] = Field(min_length=1, max_length=4)
    seat: Seat | None = None


class Sound(BaseModel):
    """How the audio of an ended call was: frames that we had nothing to fill with, and what the network did."""

    model_config = ConfigDict(frozen=True)

    starved_frames: int = 0
    packets: int = 0
    lost_packets: int = 0
    jitter_ms: float = 0.0


class Standing(BaseModel):
    """How a call stands. `status` is one of `CallStatus`; `outcome` is told with its end, `bridge` with a rep's."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(min_length=1, max_length=64)
    status: str
    placed_at: datetime
    occurred_at: datetime
    outcome: Outcome | None = None
    sip_status: int | None = None
    talk_seconds: int | None = None
    bridge: Outcome | None = None
    # What a rep has pressed, told to the address that an offer names.
    key: str = ""
    trouble: Trouble | None = None
    sound: Sound | None = None
    # What went over the wire, with the milliseconds since the first of it: "12 < 100".
    ladder: tuple[str, ...] = ()


class RoomTold(BaseModel):
    """What happened in a conference room; `event` is one of `RoomEvent`, the rest is of whom it is about."""

    model_config = ConfigDict(frozen=True)

    room: str = Field(min_length=1, max_length=64)
    event: str
    label: str = ""
    call_id: str = ""
    occurred_at: datetime


class TapeTold(BaseModel):
    """A recording is over; `seconds` of it are there to fetch, if any `is_there`. A `lack` says what is missing."""

    model_config = ConfigDict(frozen=True)

    tape_id: str = Field(pattern=TAPE_ID)
    call_id: str
    is_there: bool
    seconds: int = 0
    lack: Lack | None = None


class Deed(BaseModel):
    """One thing to do in an answered call.

    An *offer* says its text and waits for a key, of which `url` is told; without one the call goes on. A *room* is
    taken a `seat` in, until it is over for them. A *bridge* with a `record_url` is recorded once the rep has heard the
    whisper; if `once_told`, not where the lead or the rep has not heard all that was to be said to them.
    """

    model_config = ConfigDict(frozen=True)

    do: Literal["say", "stream", "bridge", "offer", "room"]
    text: str = ""
    url: str = ""
    parameters: dict[str, str] = {}
    to: str = ""
    caller_id: str = ""
    ring_seconds: int = 20
    whisper_url: str = ""
    wait_seconds: int = 8
    seat: Seat | None = None
    record_url: str = ""
    once_told: bool = False
    # Asked for what comes next when it is over; without it the call goes on with the next deed.
    then_url: str = ""


class Deeds(BaseModel):
    """The document of an answered call: in their order, then the call is hung up."""

    model_config = ConfigDict(frozen=True)

    deeds: tuple[Deed, ...]


class Saying(_Strict):
    """What the voice process is to speak, in the voice of the tenant whose call the token is of."""

    token: str = Field(repr=False, min_length=1, max_length=128)
    text: str = Field(repr=False, min_length=1, max_length=4_000)


def saying_url(voice_url: str) -> str:
    """Where the voice process speaks for the dialer: beside the streams, which are WebSockets."""
    return f"{voice_url.replace('ws', 'http', 1)}/say"


def signed(secret: str, url: str, body: bytes, *, now: float | None = None) -> dict[str, str]:
    """The headers that prove a body to be ours, for this address and this moment."""
    stamp = str(int(time.time() if now is None else now))
    return {STAMP: stamp, SIGNATURE: _digest(secret, stamp, url, body)}


def verify(secret: str, request: Inbound, *, now: float | None = None) -> None:
    """Raises `BadSignature` unless whoever knows the secret sent it to this address, lately."""
    stamp, given = request.header(STAMP), request.header(SIGNATURE)
    if not secret or not stamp.isascii() or not stamp.isdigit():
        raise BadSignature
    if abs((time.time() if now is None else now) - int(stamp)) > TOLERANCE_SECONDS:
        raise BadSignature
    expected = _digest(secret, stamp, request.url, request.body)
    if not hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace")):
        raise BadSignature


def _digest(secret: str, stamp: str, url: str, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{stamp}.{url}.".encode() + body, sha256).hexdigest()
