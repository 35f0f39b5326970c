"""Vonage's side of the tests: an application with a key of its own, and webhooks as Vonage signs them."""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from apps.integrations.http import Inbound

APPLICATION = "aaaaaaaa-bbbb-cccc-dddd-0123456789ab"
SECRET = "the-signature-secret-of-this-account"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
ACCOUNT = {"application_id": APPLICATION, "private_key": PEM, "signature_secret": SECRET}


def token(claims: Mapping[str, object], *, secret: str = SECRET, algorithm: str = "HS256") -> str:
    said = ".".join(encoded(json.dumps(part).encode()) for part in ({"alg": algorithm, "typ": "JWT"}, claims))
    return f"{said}.{encoded(hmac.digest(secret.encode(), said.encode(), sha256))}"


def claims(body: bytes, **others: object) -> dict[str, object]:
    """What Vonage says of this body, now."""
    named = {"iss": "Vonage", "iat": int(time.time()), "application_id": APPLICATION}
    return {**named, "payload_hash": sha256(body).hexdigest(), **others}


def told(url: str, news: Mapping[str, object]) -> Inbound:
    """A signed webhook."""
    body = json.dumps(news).encode()
    return Inbound("POST", url, {"Authorization": f"Bearer {token(claims(body))}"}, body)


def encoded(part: bytes) -> str:
    return urlsafe_b64encode(part).rstrip(b"=").decode()
