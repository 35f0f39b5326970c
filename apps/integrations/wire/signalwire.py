"""What SignalWire's families share: a project, its signature, and its own name in what is said.

Its compatibility API is Twilio's by another house, so that it is Twilio's adapters that speak; what is said of a
failure names whose it was.
"""

import hmac
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha1
from urllib.parse import urlsplit, urlunsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from apps.integrations.errors import BadSignature, ProviderError
from apps.integrations.http import Inbound

SIGNATURE, AS_TWILIO = "X-SignalWire-Signature", "X-Twilio-Signature"
E164 = r"^\+[1-9]\d{6,14}$"
_PORTS = {"https": 443, "http": 80}


class Project(BaseModel):
    """A SignalWire project as a tenant types it in."""

    model_config = ConfigDict(str_strip_whitespace=True, frozen=True)

    project_id: str = Field(
        title="Project ID",
        description="On the API page of the SignalWire space.",
        examples=["a1b2c3d4-0000-4000-8000-000000000001"],
        pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
    )
    api_token: SecretStr = Field(
        title="API token", description="Of that page; it may call and text.", examples=["PT0123456789"], min_length=8
    )
    signing_key: SecretStr = Field(
        title="Signing key",
        description="Of that page too: it checks callbacks, and is another than the token.",
        examples=["PSK_0123456789"],
        min_length=8,
    )
    base_url: str = Field(
        title="Space",
        description="The space's address with /api/laml behind it; the sandbox is "
        "http://127.0.0.1:8001/signalwire/api/laml.",
        examples=["https://example.signalwire.com/api/laml"],
        pattern=r"^https?://[^\s/]+/\S*api/laml/?$",
    )


def verify(request: Inbound, project: Project) -> None:
    """Raise `BadSignature` unless the project's key signed this very address and what came with it.

    Their cXML requests are signed as Twilio's (Base64 over address and sorted fields), others as address and body
    (hexadecimal); both SHA-1. There is no timestamp. Source: @signalwire/sdk, WebhookValidator.
    """
    claimed = (request.header(SIGNATURE) or request.header(AS_TWILIO)).encode("utf-8", "replace")
    if not any(hmac.compare_digest(expected, claimed) for expected in _expected(request, project)):
        raise BadSignature("not signed by SignalWire for this project")


@contextmanager
def by_its_name() -> Iterator[None]:
    """What Twilio's adapter says of a failure is SignalWire's."""
    try:
        yield
    except ProviderError as error:
        reason = error.reason.replace("Twilio", "SignalWire")
        raise type(error)(reason, code=error.code, retry_after_seconds=error.retry_after_seconds) from error


def _expected(request: Inbound, project: Project) -> Iterator[bytes]:
    key = project.signing_key.get_secret_value().encode()
    yield hmac.digest(key, request.url.encode() + request.body, sha1).hex().encode()
    if request.form or not request.body:
        # Of a name that comes twice, in the order in which they came.
        fields = "".join(name + value for name, value in sorted(request.form, key=lambda field: field[0]))
        for url in _with_and_without_port(request.url):
            yield b64encode(hmac.digest(key, f"{url}{fields}".encode(), sha1))


def _with_and_without_port(url: str) -> Iterator[str]:
    yield url
    parts = urlsplit(url)
    usual = _PORTS.get(parts.scheme)
    if parts.port == usual:
        yield urlunsplit(parts._replace(netloc=parts.netloc.rpartition(":")[0]))
    elif parts.port is None and usual:
        yield urlunsplit(parts._replace(netloc=f"{parts.netloc}:{usual}"))
