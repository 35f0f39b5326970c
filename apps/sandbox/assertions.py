"""Signed assertions, as far as one can judge them without the certificate: who acts for whom, and for how long."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64decode
from typing import Any

MOST_SECONDS = 180


def holds(assertion: str) -> bool:
    """Whether it names an app, a user and an audience, and is good for three minutes at most."""
    head, _, rest = assertion.partition(".")
    body, _, signature = rest.partition(".")
    if _part(head).get("alg") != "RS256" or len(signature) < 300:
        return False
    claims = _part(body)
    lasts = float(claims.get("exp", 0)) - time.time()
    return all(claims.get(name) for name in ("iss", "sub", "aud")) and 0 < lasts <= MOST_SECONDS


def _part(encoded: str) -> dict[str, Any]:
    try:
        part = json.loads(urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    except ValueError:
        return {}
    return part if isinstance(part, dict) else {}
