"""TrustedForm: certificates that are retained; "dead…" has expired, "bad…" is another person's."""

from __future__ import annotations

import base64
import binascii
import json
import re
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import world
from apps.sandbox.refusals import is_wrong

VENDOR = "trustedform"
YEARS_KEPT = 5
_CERTIFICATE = re.compile(r"[0-9a-f]{40}")
_EXPIRED = "Certificate has expired or could not be found."


def refusal(status: int) -> Response:
    return JSONResponse({"outcome": "error", "reason": "internal error"}, status)


async def claim(request: Request) -> Response:
    certificate: str = request.path_params["certificate"]
    if is_wrong(_key(request)):
        return JSONResponse({"outcome": "error", "reason": "Forbidden"}, 403)
    if request.headers.get("api-version") != "4.0" or not _CERTIFICATE.fullmatch(certificate):
        return JSONResponse({"outcome": "error", "reason": "Invalid request"}, 400)
    if certificate.startswith(("dead", "0" * 39)):
        return JSONResponse({"outcome": "error", "reason": _EXPIRED}, 404)
    return JSONResponse(_answer(request, certificate, json.loads(await request.body())))


def _answer(request: Request, certificate: str, asked: dict[str, Any]) -> dict[str, object]:
    here, lead = world.of(request), asked.get("match_lead", {})
    is_theirs = bool(lead) and not certificate.startswith("bad")
    told: dict[str, object] = {"outcome": "success" if is_theirs else "failure"}
    told["reason"] = None if is_theirs else "No matches found"
    told["match_lead"] = lead | {"result": {"success": is_theirs, "phone_match": is_theirs, "email_match": is_theirs}}
    if "retain" in asked:
        is_again = any(each.facts.get("certificate") == certificate for each in here.journal.of("consent.claimed"))
        here.journal.write(VENDOR, "consent.claimed", certificate=certificate, lead=lead, is_theirs=is_theirs)
        until = here.clock.now() + timedelta(days=365 * YEARS_KEPT)
        copy = f"https://cert.trustedform.com/{certificate[::-1]}"
        kept = {"expires_at": until.strftime("%Y-%m-%dT%H:%M:%SZ"), "previously_retained": is_again}
        told["retain"] = asked["retain"] | {"results": kept | {"masked_cert_url": copy, "share_url": copy}}
    return told


def _key(request: Request) -> str:
    try:
        sent = base64.b64decode(request.headers.get("authorization", "").removeprefix("Basic ")).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return sent.removeprefix("X:")


routes = [Route(f"/{VENDOR}/{{certificate}}", claim, methods=["POST"])]
