"""Standard Webhooks: signed events to an endpoint of the tenant's own (standardwebhooks.com)."""

import base64
import binascii
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlsplit

import orjson
from pydantic import BaseModel, Field, SecretStr, field_validator
from standardwebhooks import Webhook

from apps.integrations.errors import Rejected
from apps.integrations.http import JSON, Http, Reply, refuse

from . import base

# A receiver that needs longer should take the event and work later; a hung one must not hold a worker for long.
READ_SECONDS = 5.0
PREFIX = "whsec_"

Kind = Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_]+$")]


class Endpoint(BaseModel):
    """Where events go, the key that signs them, and which are wanted."""

    url: str = Field(title="Address", description="A public https address that takes POST, e.g. https://example.com/in")
    secret: SecretStr = Field(
        title="Signing secret", description="whsec_ and 24 to 64 random bytes in base64: openssl rand -base64 32"
    )
    old_secret: SecretStr = Field(
        SecretStr(""),
        title="Former secret",
        description="While you change it: each event is signed by both, so the receiver may know either",
    )
    kinds: list[Kind] = Field(
        default_factory=lambda: list(base.USUAL_KINDS),
        title="Events",
        description="One a line, as on a lead's timeline, e.g. call.answered",
        min_length=1,
    )

    @field_validator("secret", "old_secret")
    @classmethod
    def _is_a_key(cls, secret: SecretStr) -> SecretStr:
        typed = secret.get_secret_value().strip()
        try:
            key = base64.b64decode(typed.removeprefix(PREFIX), validate=True)
        except binascii.Error as error:
            raise ValueError("the secret is no base64") from error
        if typed and not 24 <= len(key) <= 64:
            raise ValueError("the secret must have 24 to 64 bytes")
        return SecretStr(typed)


class Events(base.Events):
    """Posts events; what was taken twice is known by its `webhook-id`."""

    Settings = Endpoint
    title = "Standard Webhooks"

    def __init__(self, settings: Endpoint, http: Http) -> None:
        parts = urlsplit(settings.url.strip())
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in http.trusted_origins and (
            parts.scheme != "https" or not parts.hostname or "@" in parts.netloc
        ):
            raise Rejected("only https addresses without a user's name are called")
        self._url = settings.url.strip()
        secrets = (settings.secret.get_secret_value(), settings.old_secret.get_secret_value())
        self._signers = [Webhook(secret) for secret in secrets if secret]
        self._kinds = settings.kinds
        self._http = http

    @property
    def kinds(self) -> Sequence[str]:
        return self._kinds

    def deliver(self, event: base.Event, *, now: datetime) -> int:
        told = {"event": event.id, "lead": event.lead_id, "url": event.page_url, "facts": event.facts}
        payload = {"type": event.kind, "timestamp": event.occurred_at.astimezone(UTC).isoformat(), "data": told}
        return self._post(event.id, orjson.dumps(payload), now=now).status

    def check(self) -> str:
        # Not a lead's: signed by the machine's own clock, as receivers compare it with theirs.
        now = datetime.now(UTC)
        trial = {"type": "webhook.trial", "timestamp": now.isoformat(), "data": {}}
        self._post(f"trial_{now:%Y%m%dT%H%M%S%f}", orjson.dumps(trial), now=now)
        return "The receiver took a signed trial event (webhook.trial)."

    def _post(self, message_id: str, body: bytes, *, now: datetime) -> Reply:
        signed = " ".join(signer.sign(message_id, now, body.decode()) for signer in self._signers)
        headers = {
            "Content-Type": JSON,
            "webhook-id": message_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signed,
        }
        reply = self._http.send("POST", self._url, content=body, headers=headers, read_seconds=READ_SECONDS)
        if reply.status == 410:
            raise base.Unwanted("the receiver wants nothing more (410)", code="410")
        refuse(reply, f"the receiver answered {reply.status}", code=str(reply.status))
        return reply
