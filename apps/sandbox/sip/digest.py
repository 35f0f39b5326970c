"""Who may dial: a digest challenge and its answer (RFC 7616, RFC 8760)."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections import deque
from collections.abc import Sequence
from secrets import token_hex

from apps.sandbox.refusals import is_wrong
from apps.sandbox.sip.message import Header, Request

REALM = "sip.sandbox"
PASSWORD = "pretend-password"  # noqa: S105 - everybody's, and of nothing
HASHES = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}
MOST_NONCES = 10_000
_PAIR = re.compile(r'(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')


class Challenged(Exception):
    """They haven't said who they are, or with a nonce we no longer know."""


class Forbidden(Exception):
    """They have, and are refused."""


class Gate:
    """Any user with the password of the sandbox may dial."""

    def __init__(self) -> None:
        self._nonces: deque[str] = deque(maxlen=MOST_NONCES)

    def challenge(self, algorithms: Sequence[str]) -> tuple[Header, ...]:
        """One header for each algorithm, the one preferred first."""
        nonce = token_hex(16)
        self._nonces.append(nonce)
        asked = f'Digest realm="{REALM}", nonce="{nonce}", qop="auth", algorithm='
        return tuple(("Proxy-Authenticate", f"{asked}{each}") for each in algorithms)

    def admit(self, request: Request, *, algorithms: Sequence[str]) -> None:
        """Raises `Challenged` or `Forbidden`."""
        given = read(request.first("proxy-authorization"))
        if given.get("nonce") not in self._nonces:
            raise Challenged
        algorithm = given.get("algorithm", "MD5")
        if algorithm not in algorithms or is_wrong(given.get("username", "")):
            raise Forbidden
        expected = answer(given, password=PASSWORD, method=request.method, algorithm=algorithm)
        if not hmac.compare_digest(expected.encode(), given.get("response", "").encode()):
            raise Forbidden


def read(header: str) -> dict[str, str]:
    """The parameters of a Digest header; none if it is no such header."""
    scheme, _, rest = header.partition(" ")
    if scheme.lower() != "digest":
        return {}
    return {name.lower(): quoted or bare for name, quoted, bare in _PAIR.findall(rest)}


def answer(given: dict[str, str], *, password: str, method: str, algorithm: str) -> str:
    """The response that these parameters call for."""

    def digest(*parts: str) -> str:
        return HASHES[algorithm](":".join(parts).encode()).hexdigest()

    secret = digest(given.get("username", ""), given.get("realm", ""), password)
    asked = digest(method, given.get("uri", ""))
    if "qop" not in given:
        return digest(secret, given.get("nonce", ""), asked)
    marks = (given.get(name, "") for name in ("nonce", "nc", "cnonce", "qop"))
    return digest(secret, *marks, asked)
