"""Salesforce's two ways for a program to log in: with a secret, or with a key that signs who it acts for."""

import time
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Protocol
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from pydantic import BaseModel, Field, SecretStr

from apps.integrations.errors import Rejected
from apps.integrations.http import Form

from . import jwt

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
# They refuse an assertion that is good for more than three minutes; clocks may differ by one.
GOOD_SECONDS = 120


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
        return (("grant_type", JWT_BEARER), ("assertion", jwt.signed(claims, self._key)))

    @property
    def _audience(self) -> str:
        """Sandboxes are asked for at a host of their own, whose My Domain says so."""
        host = urlsplit(self.login_host).hostname or ""
        return f"https://{'test' if '.sandbox.' in host else 'login'}.salesforce.com"

    @cached_property
    def _key(self) -> RSAPrivateKey:
        return jwt.private_key(self.private_key)


class Keys(BaseModel):
    """How a tenant's org is reached, by whichever family: who signs in there types none of the four in."""

    base_url: str = Field(
        title="My Domain address", description="Where you log in, e.g. https://acme.my.salesforce.com"
    )
    client_id: str = Field(
        "",
        title="Consumer key",
        description="From the External Client App, e.g. 3MVG9…; none for who signs in with Salesforce",
    )
    client_secret: SecretStr = Field(
        SecretStr(""), title="Consumer secret", description="For the client-credentials flow, e.g. 4A0F…"
    )
    username: str = Field("", title="User", description="For the JWT bearer flow instead: whom the app acts for")
    private_key: SecretStr = Field(
        SecretStr(""), title="Private key", description="For the same: PEM, of the certificate that the app was given"
    )
    api_version: str = Field(
        "v66.0", title="API version", description="One that your org offers, e.g. v66.0", pattern=r"^v\d+\.0$"
    )

    def login(self) -> Login | None:
        """None for who signs in there. Raises `Rejected` where a half is missing."""
        if not self.client_id:
            return None
        if key := self.private_key.get_secret_value():
            return JwtBearer(self.client_id, self.username, key, self.base_url)
        if secret := self.client_secret.get_secret_value():
            return ClientCredentials(self.client_id, secret)
        raise Rejected("a consumer secret is missing, or else a user and a private key", code="settings")


def _digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()
