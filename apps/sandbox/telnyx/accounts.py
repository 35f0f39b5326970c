"""Who is asking Telnyx, what it says of refusals, and how it signs what it tells."""

from __future__ import annotations

import time
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from uuid import uuid4

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from apps.sandbox.callbacks import Letter
from apps.sandbox.journal import stamp
from apps.sandbox.refusals import Refused, is_wrong
from apps.sandbox.world import World

VENDOR = "telnyx"


@dataclass(frozen=True)
class Account:
    """An API key stands for its account; the key that signs is made of it, so that a restart signs alike."""

    api_key: str

    @property
    def public_key(self) -> str:
        return b64encode(self._signer.public_key().public_bytes_raw()).decode()

    def letter(self, url: str, body: bytes) -> Letter:
        at = str(int(time.time()))
        signature = b64encode(self._signer.sign(at.encode() + b"|" + body)).decode()
        signed = {"telnyx-timestamp": at, "telnyx-signature-ed25519": signature}
        return Letter(VENDOR, url, {}, {"Content-Type": "application/json", **signed}, body=body)

    @property
    def _signer(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(sha256(self.api_key.encode()).digest())


class TelnyxRefused(Refused):
    """With one of Telnyx's codes."""

    def __init__(self, status: int, code: str, title: str) -> None:
        super().__init__(error(status, code, title))


def error(status: int, code: str, title: str) -> Response:
    return JSONResponse({"errors": [{"code": code, "title": title, "detail": title}]}, status)


def entered(request: Request) -> Account:
    """Whose key it is; raises `Refused`."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme != "Bearer" or is_wrong(key):
        raise TelnyxRefused(401, "10009", "Authentication failed")
    return Account(key)


def event(world: World, kind: str, payload: dict[str, object]) -> bytes:
    """As it is posted; each has an id of its own, that stays when it is told again."""
    told = {
        "record_type": "event",
        "event_type": kind,
        "id": str(uuid4()),
        "occurred_at": stamp(world.clock.now()),
        "payload": payload,
    }
    return orjson.dumps({"data": told, "meta": {"attempt": 1}})
