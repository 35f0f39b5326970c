"""Who is asking Vonage: an application by its key's signature, an account by its secret; and how Vonage signs."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar
from uuid import uuid4

import jwt
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from apps.sandbox import basic, world
from apps.sandbox.callbacks import Letter
from apps.sandbox.callee import phone
from apps.sandbox.carrier import accounts
from apps.sandbox.carrier.twiml import Verb
from apps.sandbox.refusals import Refused
from apps.sandbox.vonage import ncco
from apps.sandbox.vonage.handset import Phone
from apps.sandbox.world import World

VENDOR = "vonage"
MADE = "vonage.application_made"
DETECTED = "MachineDetectionDuration"


@dataclass(frozen=True)
class Account(accounts.Account):
    """An application; the secret that signs for it is made of its id, so that a restart signs alike."""

    vendor: ClassVar[str] = VENDOR
    phone: ClassVar[type[phone.Phone]] = Phone

    def read(self, document: str) -> list[Verb]:
        return ncco.verbs(document)

    def opening(self, call_id: str, stream_id: str, parameters: Mapping[str, str]) -> list[dict[str, object]]:
        return [{"event": "websocket:connected", "content-type": "audio/l16;rate=8000", **parameters}]

    def letter(self, url: str, form: Mapping[str, str], *, method: str = "POST") -> Letter:
        return self._signed(url, b"", method) if method == "GET" else self.told(url, _named(form))

    def told(self, url: str, news: Mapping[str, object]) -> Letter:
        """JSON, with a token over its hash."""
        return self._signed(url, json.dumps(news, separators=(",", ":")).encode(), "POST")

    def _signed(self, url: str, body: bytes, method: str) -> Letter:
        claims = {"iss": "Vonage", "iat": int(time.time()), "jti": str(uuid4()), "application_id": self.sid}
        token = jwt.encode({**claims, "payload_hash": sha256(body).hexdigest()}, self.token, "HS256")
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        return Letter(VENDOR, url, {}, headers, method, body)


class Applications:
    """By the journal, which survives a restart: each one's public key."""

    def __init__(self, here: World) -> None:
        self.keys = {entry.facts["id"]: str(entry.facts["public_key"]) for entry in here.journal.of(MADE)}


def application(sid: str) -> Account:
    return Account(sid, sha256(f"signature of {sid}".encode()).hexdigest())


def of(request: Request) -> Account:
    """The application whose key has signed the request's token; raises `Refused`."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    sid = _claimed(token)
    known = world.of(request).of(Applications).keys.get(sid)
    if scheme != "Bearer" or known is None or not _has_signed(known, token):
        raise Refused(error(401, "Unauthorized"))
    return application(sid)


def check_login(request: Request) -> None:
    """An account's key and secret, where no application is asked for; raises `Refused`."""
    if basic.credentials(request) is None:
        raise Refused(error(401, "Unauthorized"))


def error(status: int, title: str) -> Response:
    return JSONResponse({"type": "about:blank", "title": title, "detail": title, "instance": str(uuid4())}, status)


def refusal(status: int) -> Response:
    response = error(status, "Refused")
    response.headers["Retry-After"] = "1"
    return response


def _named(form: Mapping[str, str]) -> Mapping[str, str]:
    """What the carrier calls `answered_by` is told once, and by a name for the call that nothing else has."""
    told = {name: value for name, value in form.items() if name not in (DETECTED, "answered_by")}
    if DETECTED not in form:
        return told
    who = "human" if form.get("answered_by") == "human" else "machine"
    return {**told, "call_uuid": told.pop("uuid"), "status": who}


def _claimed(token: str) -> str:
    """Whose the token says it is; nobody's yet to be believed."""
    try:
        return str(jwt.decode(token, options={"verify_signature": False}).get("application_id", ""))
    except jwt.InvalidTokenError:
        return ""


def _has_signed(public_key: str, token: str) -> bool:
    """Whether that key has, and the token is of now."""
    try:
        jwt.decode(token, public_key, algorithms=["RS256"], leeway=60, options={"require": ["iat", "exp", "jti"]})
    except (jwt.InvalidTokenError, jwt.InvalidKeyError):
        return False
    return True
