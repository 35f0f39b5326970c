"""What Telnyx's families share towards us: the signature of its events, and how one is wrapped."""

import time
from base64 import b64decode
from binascii import Error as NotBase64

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import AwareDatetime, BaseModel, Field, ValidationError

from apps.integrations.errors import BadSignature, Unreadable
from apps.integrations.http import Inbound

SIGNATURE, STAMP = "telnyx-signature-ed25519", "telnyx-timestamp"
# An event that is older is somebody's who has listened (telnyx 4.189.0).
TOLERANCE_SECONDS = 300


def verify(request: Inbound, public_key: str) -> None:
    """Raise `BadSignature` unless the account's key signed this body and time, and the time is now: `stamp|body`."""
    stamp = request.header(STAMP)
    if not (stamp.isascii() and stamp.isdigit()) or abs(time.time() - int(stamp)) > TOLERANCE_SECONDS:
        raise BadSignature("not of this time")
    try:
        key = Ed25519PublicKey.from_public_bytes(b64decode(public_key, validate=True))
        key.verify(b64decode(request.header(SIGNATURE), validate=True), stamp.encode() + b"|" + request.body)
    except (InvalidSignature, NotBase64, ValueError) as error:
        raise BadSignature("not signed by Telnyx for this account") from error


class Event(BaseModel):
    """One thing that happened; the payload is its family's to read."""

    id: str = Field(min_length=1)
    event_type: str
    occurred_at: AwareDatetime | None = None
    payload: dict[str, object]


class _Envelope(BaseModel):
    data: Event


def event(request: Inbound) -> Event:
    """What a verified request tells. Raises `Unreadable`."""
    try:
        return _Envelope.model_validate_json(request.body).data
    except ValidationError as error:
        raise Unreadable("Telnyx sent what is no event") from error


def payload[Payload: BaseModel](kind: type[Payload], told: Event) -> Payload:
    """The event's own part. Raises `Unreadable`."""
    try:
        return kind.model_validate(told.payload)
    except ValidationError as error:
        raise Unreadable(f"Telnyx sent an event without what it needs ({error.error_count()})") from error
