"""Signed assertions, as far as one can judge them without the certificate: who acts for whom, and for how long."""

from __future__ import annotations

import time

import jwt

MOST_SECONDS = 180
# Of a signature by the shortest key that is allowed, 2048 bits.
LEAST_BYTES = 256


def holds(assertion: str) -> bool:
    """Whether it names an app, a user and an audience, and is good for three minutes at most."""
    try:
        told = jwt.decode_complete(assertion, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        return False
    claims = told["payload"]
    lasts = float(claims.get("exp", 0)) - time.time()
    is_signed = told["header"].get("alg") == "RS256" and len(told["signature"]) >= LEAST_BYTES
    return is_signed and all(claims.get(name) for name in ("iss", "sub", "aud")) and 0 < lasts <= MOST_SECONDS
