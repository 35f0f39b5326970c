"""Basic authentication, as most pretend vendors ask for it."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64

from starlette.requests import Request

from apps.sandbox.refusals import is_wrong


def credentials(request: Request) -> tuple[str, str] | None:
    """The name and the secret that the request comes with; None where there are none, or they are wrong."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    try:
        name, _, secret = b64decode(encoded, validate=True).decode().partition(":")
    except (NotBase64, UnicodeDecodeError):
        return None
    return (name, secret) if scheme.lower() == "basic" and name and not is_wrong(secret) else None
