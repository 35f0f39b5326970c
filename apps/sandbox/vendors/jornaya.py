"""Jornaya: tokens that are audited; one that begins with dead has expired, with bad its verdict is red."""

from __future__ import annotations

from urllib.parse import parse_qsl
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import world
from apps.sandbox.refusals import is_wrong

VENDOR = "jornaya"
MOST_LOOKUPS = 100
_GREEN, _RED = 1, 3


async def query(request: Request) -> Response:
    """Every failure but a wrong account is an answer with HTTP 200, as in reality."""
    asked = dict(parse_qsl((await request.body()).decode()))
    if is_wrong(asked.get("lak", "")):
        return JSONResponse({"error": "unauthorized"}, 401)
    token, journal = asked.get("id", "").lower(), world.of(request).journal
    lookups = sum(1 for each in journal.of("consent.claimed") if each.facts.get("token") == token)
    reason = 1 if token.startswith("dead") else 2 if lookups >= MOST_LOOKUPS else 0
    if reason:
        return _told({"authentic": 0, "reason": reason, "result": _RED, "token": token})
    journal.write(VENDOR, "consent.claimed", token=token, lead=asked.get("data", ""), reference=asked.get("recordid"))
    is_red = token.startswith("bad")
    tcpa = {"disclosure": 1, "capture": 1, "stored": 1, "result": 1}
    audit = {"authentic": 1, "result": _RED if is_red else _GREEN, "token": token, "market": {"leadid": {"tcpa": tcpa}}}
    return _told(audit)


async def authenticate(request: Request) -> Response:
    asked = dict(parse_qsl((await request.body()).decode()))
    if is_wrong(asked.get("lak", "")):
        return JSONResponse({"error": "unauthorized"}, 401)
    return _told({"authentic": 0, "reason": 1, "token": asked.get("id", "")})


def _told(audit: dict[str, object]) -> Response:
    return JSONResponse({"audit": audit, "transid": str(uuid4()).upper()})


routes = [
    Route(f"/{VENDOR}/SingleQuery", query, methods=["POST"]),
    Route(f"/{VENDOR}/Authenticate", authenticate, methods=["POST"]),
]
