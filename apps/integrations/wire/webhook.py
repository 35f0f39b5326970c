"""A tenant's own endpoint: JSON by POST over https, signed, and told apart by what a receiver may answer."""

import hmac
import time
from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import urlsplit

import orjson
from pydantic import BaseModel, Field, SecretStr

from apps.integrations.errors import Rejected, Unauthorized
from apps.integrations.http import JSON, Http, Reply, refuse


class Endpoint(BaseModel):
    """Where a tenant wants to be told, and the secret that both sides know."""

    url: str = Field(title="Address", description="A public https address that takes POST, e.g. https://example.com/in")
    secret: SecretStr = Field(
        title="Signing secret",
        description="X-Signature-256 is sha256= and the HMAC by it of X-Timestamp, a dot and the body, in hex",
        min_length=16,
    )


class Receiver:
    """Sends to one endpoint; redirects are not followed and private addresses not called."""

    def __init__(self, settings: Endpoint, http: Http) -> None:
        parts = urlsplit(settings.url.strip())
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in http.trusted_origins and (
            parts.scheme != "https" or not parts.hostname or "@" in parts.netloc
        ):
            raise Rejected("only https addresses without a user's name are called")
        self._url = settings.url.strip()
        self._secret = settings.secret.get_secret_value().encode()
        self._http = http

    def tell(self, payload: Mapping[str, object], *, key: str = "") -> Reply:
        """The answer to what was taken. Who sees `key` a second time may drop it. Raises the remedies of a refusal."""
        body, now = orjson.dumps(payload), str(int(time.time()))
        digest = hmac.new(self._secret, f"{now}.".encode() + body, sha256).hexdigest()
        headers = {"Content-Type": JSON, "X-Timestamp": now, "X-Signature-256": f"sha256={digest}"}
        if key:
            headers["Idempotency-Key"] = key
        reply = self._http.send("POST", self._url, content=body, headers=headers)
        if reply.status == 410:
            raise Unauthorized("the receiver wants nothing more (410)", code="410")
        refuse(reply, f"the receiver answered {reply.status}")
        return reply
