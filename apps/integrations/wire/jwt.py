"""JSON web tokens (RFC 7519): signed by us with a private key, and checked where a vendor signs with a secret."""

import re
from collections.abc import Mapping
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from apps.integrations.errors import BadSignature, Rejected

_PEM = re.compile(r"-----BEGIN ((?:RSA )?PRIVATE KEY)-----(.*)-----END \1-----", re.DOTALL)


def private_key(pem: str) -> RSAPrivateKey:
    """The key in it, with or without its line breaks. Raises `Rejected`."""
    # A field of one line takes the breaks out; they mean nothing within the base64.
    kind, body = found.groups() if (found := _PEM.search(pem)) else ("PRIVATE KEY", "")
    whole = f"-----BEGIN {kind}-----\n{''.join(body.split())}\n-----END {kind}-----\n"
    try:
        key = load_pem_private_key(whole.encode(), password=None)
    except (ValueError, TypeError):
        # Without a cause: theirs might quote the key.
        raise Rejected("the private key is no RSA key in PEM, or has a password", code="private_key") from None
    if not isinstance(key, RSAPrivateKey):
        raise Rejected("the private key is no RSA key", code="private_key")
    return key


def signed(claims: dict[str, Any], key: RSAPrivateKey) -> str:
    """The token, by RS256."""
    return jwt.encode(claims, key, algorithm="RS256")


def claims(token: str, *, secret: str) -> Mapping[str, object]:
    """What a token says that is signed by HS256 with this secret, and by no other algorithm. Raises `BadSignature`.

    Of its time the caller judges: vendors say it in claims of their own, and some say none.
    """
    try:
        return jwt.decode(token, secret, algorithms=["HS256"], options=_SIGNATURE_ALONE)
    except jwt.InvalidTokenError as error:
        raise BadSignature("the token is not signed as agreed") from error


_SIGNATURE_ALONE: Any = {f"verify_{name}": False for name in ("exp", "nbf", "iat", "aud", "iss", "sub", "jti")}
