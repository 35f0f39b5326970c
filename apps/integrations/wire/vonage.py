"""What Vonage's families share: the application, its requests, and the token that its webhooks are signed by."""

import hmac
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from apps.integrations.errors import BadSignature, Unanswered, Unauthorized, Unreadable
from apps.integrations.http import Http, Inbound, Reply, refuse

from . import jwt

API = "https://api.nexmo.com"
E164 = r"^\+[1-9]\d{6,14}$"
# Of a token of ours: one request takes no longer, and clocks differ.
GOOD_SECONDS = 300
# Clocks differ by so much at most.
AHEAD = timedelta(minutes=5)


class Application(BaseModel):
    """A Vonage application as a tenant types it in."""

    model_config = ConfigDict(str_strip_whitespace=True, frozen=True)

    application_id: str = Field(
        title="Application ID",
        description="Of the application, in the Vonage dashboard under Applications.",
        examples=["aaaaaaaa-bbbb-cccc-dddd-0123456789ab"],
        pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
    )
    private_key: SecretStr = Field(
        title="Private key",
        description="The PEM file that the application's page gave once, whole: “Generate public and private key”.",
        min_length=100,
    )
    signature_secret: SecretStr = Field(
        title="Signature secret",
        description="From the dashboard's API settings; it signs what Vonage tells. Signed webhooks must be on.",
        min_length=8,
    )
    base_url: str = Field(
        default=API,
        title="API address",
        description="Leave as it is; the sandbox is http://127.0.0.1:8001/vonage.",
        examples=[API],
        pattern=r"^https?://\S+$",
    )


class Api:
    """Requests in an application's name."""

    def __init__(self, application: Application, http: Http) -> None:
        self._application, self._http = application, http

    def ask[Answer: BaseModel](self, kind: type[Answer], path: str, params: Mapping[str, str] | None = None) -> Answer:
        """What Vonage has there. Raises the remedies; a success that makes no sense is `Unanswered`."""
        return read(kind, self._sent("GET", path, params=params))

    def make[Answer: BaseModel](self, kind: type[Answer], path: str, wanted: object) -> Answer:
        """Something new, asked for once."""
        return read(kind, self._sent("POST", path, json=wanted))

    def order(self, method: str, path: str, wanted: object) -> None:
        """Of which only counts that it was taken. Raises the remedies."""
        self._sent(method, path, json=wanted)

    def _sent(self, method: str, path: str, *, params: Mapping[str, str] | None = None, json: object = None) -> Reply:
        url = f"{self._application.base_url.rstrip('/')}{path}"
        named = {"Authorization": f"Bearer {self._token()}"}
        reply = self._http.send(method, url, headers=named, params=params, json=json)
        demand_success(reply)
        return reply

    def _token(self) -> str:
        now = int(time.time())
        claims = {"application_id": self._application.application_id, "iat": now, "exp": now + GOOD_SECONDS}
        return jwt.signed({**claims, "jti": str(uuid4())}, self._key)

    @cached_property
    def _key(self) -> RSAPrivateKey:
        return jwt.private_key(self._application.private_key.get_secret_value())


def demand_success(reply: Reply) -> None:
    """Raise the remedy for anything but a 2xx."""
    if reply.status == 402:
        raise Unauthorized("the Vonage account's credit does not suffice", code="402")
    refuse(reply, f"Vonage answered {reply.status}", code=str(reply.status))


def read[Answer: BaseModel](kind: type[Answer], reply: Reply) -> Answer:
    """An answer of theirs. Raises `Unanswered`."""
    try:
        return kind.model_validate_json(reply.body)
    except ValidationError as error:
        raise Unanswered("Vonage answered with something unreadable") from error


def told[Event: BaseModel](kind: type[Event], request: Inbound) -> Event:
    """What a verified webhook says. Raises `Unreadable`."""
    try:
        return kind.model_validate_json(request.body)
    except ValidationError as error:
        raise Unreadable(f"Vonage sent what is no event ({error.error_count()})") from error


def verify(request: Inbound, application: Application, *, most_age: timedelta) -> None:
    """Raise `BadSignature` unless Vonage signed this body, lately, for this application.

    https://developer.vonage.com/en/getting-started/concepts/webhooks#decoding-signed-webhooks: a bearer token by HS256.
    A request without a body (GET) is covered by its token alone.
    """
    scheme, _, token = request.header("Authorization").partition(" ")
    if scheme.lower() != "bearer":
        raise BadSignature("not signed by Vonage")
    said = jwt.claims(token, secret=application.signature_secret.get_secret_value())
    if said.get("application_id", application.application_id) != application.application_id:
        raise BadSignature("signed for another application")
    _check_time(said.get("iat"), most_age=most_age)
    claimed = str(said.get("payload_hash", "")).encode("utf-8", "replace")
    if request.body and not hmac.compare_digest(sha256(request.body).hexdigest().encode(), claimed):
        raise BadSignature("the body is not the one that was signed")


def bare(phone: str) -> str:
    """As Vonage writes numbers: without the plus."""
    return phone.removeprefix("+")


def e164(said: str) -> str:
    """A number of Vonage's as ours; what is none stays as it is."""
    return f"+{said}" if said.isascii() and said.isdigit() else said


def moment(said: str | None) -> datetime | None:
    """Theirs are of UTC where they name no zone; None for what is none."""
    with suppress(ValueError):
        found = datetime.fromisoformat(said or "")
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def _check_time(issued_at: object, *, most_age: timedelta) -> None:
    if not isinstance(issued_at, int | float):
        raise BadSignature("the token names no time")
    age = time.time() - issued_at
    if not -AHEAD.total_seconds() <= age <= most_age.total_seconds():
        raise BadSignature("not of this time")
