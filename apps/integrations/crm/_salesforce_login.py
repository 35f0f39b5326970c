"""Salesforce's two ways for a program to log in: with a secret, or with a key that signs who it acts for."""

import re
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Protocol
from urllib.parse import urlsplit

import orjson
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from apps.integrations.errors import Rejected
from apps.integrations.http import Form

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
# They refuse an assertion that is good for more than three minutes; clocks may differ by one.
GOOD_SECONDS = 120

_PEM = re.compile(r"-----BEGIN ((?:RSA )?PRIVATE KEY)-----(.*)-----END \1-----", re.DOTALL)


class Login(Protocol):
    @property
    def key(self) -> str:
        """Who logs in, for nobody to read: a digest that holds the secret."""

    def form(self) -> Form:
        """What asks for a token, now."""


@dataclass(frozen=True)
class ClientCredentials:
    """The app itself, as its run-as user."""

    client_id: str
    secret: str

    @property
    def key(self) -> str:
        return _digest("secret", self.client_id, self.secret)

    def form(self) -> Form:
        known = (("client_id", self.client_id), ("client_secret", self.secret))
        return (("grant_type", "client_credentials"), *known)


@dataclass(frozen=True)
class JwtBearer:
    """A user who has allowed the app beforehand; `private_key` is PEM, with or without its line breaks."""

    client_id: str
    username: str
    private_key: str
    login_host: str

    @property
    def key(self) -> str:
        return _digest("key", self.client_id, self.username, self.private_key)

    def form(self) -> Form:
        claims = {
            "iss": self.client_id,
            "sub": self.username,
            "aud": self._audience,
            "exp": int(time.time()) + GOOD_SECONDS,
        }
        signed = f"{_encoded(orjson.dumps({'alg': 'RS256'}))}.{_encoded(orjson.dumps(claims))}"
        signature = self._key.sign(signed.encode(), PKCS1v15(), SHA256())
        return (("grant_type", JWT_BEARER), ("assertion", f"{signed}.{_encoded(signature)}"))

    @property
    def _audience(self) -> str:
        """Sandboxes are asked for at a host of their own, whose My Domain says so."""
        host = urlsplit(self.login_host).hostname or ""
        return f"https://{'test' if '.sandbox.' in host else 'login'}.salesforce.com"

    @cached_property
    def _key(self) -> RSAPrivateKey:
        # A field of one line takes the breaks out; they mean nothing within the base64.
        kind, body = found.groups() if (found := _PEM.search(self.private_key)) else ("PRIVATE KEY", "")
        pem = f"-----BEGIN {kind}-----\n{''.join(body.split())}\n-----END {kind}-----\n"
        try:
            key = load_pem_private_key(pem.encode(), password=None)
        except (ValueError, TypeError):
            # Without a cause: theirs might quote the key.
            raise Rejected("the private key is no RSA key in PEM, or has a password", code="private_key") from None
        if not isinstance(key, RSAPrivateKey):
            raise Rejected("the private key is no RSA key", code="private_key")
        return key


def _encoded(part: bytes) -> str:
    return urlsafe_b64encode(part).rstrip(b"=").decode()


def _digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()
