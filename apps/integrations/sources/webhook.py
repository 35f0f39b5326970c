"""The door that every form builder can post to with nothing configured."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import ClassVar
from urllib.parse import urlencode

from pydantic import BaseModel
from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from apps.integrations.errors import BadSignature
from apps.integrations.http import Inbound
from apps.integrations.reading import bodies, preview, submission
from apps.integrations.reading.bodies import Body
from apps.integrations.reading.submission import Field
from apps.integrations.reading.tree import Tree

from .base import Seen, Submission
from .base import Sender as Base

# Standard Webhooks leaves the number to the receiver; its own libraries take five minutes.
TOLERANCE_SECONDS = 300


class Settings(BaseModel):
    """`mapping` says what a sender's key is where we would not guess it: {"Rückruf unter": "phone"}."""

    mapping: dict[str, Field] = {}
    require_signature: bool = False


class Sender(Base):
    """JSON, form-urlencoded or multipart, with keys of any spelling; the address itself is the secret."""

    Settings = Settings
    title: ClassVar[str] = "Any form or program (webhook)"

    def __init__(self, settings: BaseModel, secrets: Sequence[str]) -> None:
        self._settings = Settings.model_validate(settings, from_attributes=True)
        self._secrets = tuple(filter(None, secrets))

    def verify(self, request: Inbound, *, now: datetime) -> None:
        """The token in the path is proof already; where a signature is required, one of three schemes."""
        if not self._settings.require_signature:
            return
        headers = {name.lower(): value for name, value in request.headers.items()}
        proofs = (_standard_webhook, _signed, _api_key)
        # Every secret and every scheme is tried, so that the time taken tells nothing of either.
        held = [proof(headers, request.body, secret, now) for secret in self._secrets for proof in proofs]
        if not any(held):
            raise BadSignature("no live secret made this request")

    def read(self, request: Inbound) -> list[Submission]:
        """One submission for an object or a form, several for a list; without a body, the query is read."""
        found = _parsed(request)
        return [self._submission(tree, found.flags, request) for tree in found.submissions]

    def fields(self, request: Inbound) -> list[Seen]:
        """Of everybody in the body."""
        return [seen for tree in _parsed(request).submissions for seen in preview.of(tree, self._settings.mapping)]

    def _submission(self, tree: dict[str, Tree], flags: frozenset[str], request: Inbound) -> Submission:
        return submission.read(tree, mapping=self._settings.mapping, flags=flags, called_with=request.query)


def _parsed(request: Inbound) -> Body:
    body, content_type = request.body, request.header("content-type")
    if not body and request.query:
        body, content_type = urlencode(request.query).encode(), "application/x-www-form-urlencoded"
    return bodies.parse(body, content_type=content_type)


def _standard_webhook(headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> bool:
    """Standard Webhooks 1.0: `webhook-signature` holds "v1,<base64>", several of them parted by spaces."""
    message, stamp = headers.get("webhook-id", ""), _timestamp(headers.get("webhook-timestamp", ""), now)
    if not message or stamp is None:
        return False
    try:
        expected = Webhook(secret).sign(message, stamp, body.decode())
    except (ValueError, EmptyWebhookSecretError):
        return False
    return any(_equal(sent, expected) for sent in headers.get("webhook-signature", "").split())


def _signed(headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> bool:
    """`X-Signature-256: sha256=<hex HMAC(secret, timestamp + "." + body)>`; `X-Timestamp` in seconds."""
    sent, text = headers.get("x-signature-256", ""), headers.get("x-timestamp", "")
    if not sent or _timestamp(text, now) is None:
        return False
    expected = hmac.new(secret.encode(), text.encode() + b"." + body, hashlib.sha256).hexdigest()
    return _equal(sent.lower(), f"sha256={expected}")


def _api_key(headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> bool:
    """`X-Api-Key` is a secret itself, for senders that can set a header but not sign."""
    return _equal(headers.get("x-api-key", ""), secret)


def _equal(sent: str, expected: str) -> bool:
    return hmac.compare_digest(sent.encode("utf-8", "replace"), expected.encode())


def _timestamp(text: str, now: datetime) -> datetime | None:
    """The time that a sender signed, None where it is not within the tolerance of now."""
    # With a digit more it is of no year that Python knows.
    if not (text.isascii() and text.isdigit() and len(text) <= 11):
        return None
    stamp = datetime.fromtimestamp(int(text), UTC)
    return stamp if abs((now - stamp).total_seconds()) <= TOLERANCE_SECONDS else None
