"""TCPA Litigator List: who sues callers."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import forms, strangers
from apps.sandbox.carrier import accounts

VENDOR = "tcpalitigatorlist"


async def scrub(request: Request) -> Response:
    accounts.password(request)
    digits = (await forms.read(request)).first("phone_number")
    strangers.note_check(request, VENDOR, digits)
    said = {"phone_number": digits, "type": "tcpa", "status": ["plaintiff"]}
    if strangers.sues_callers(digits):
        return JSONResponse({"clean": {}, "match": {digits: said}})
    return JSONResponse({"clean": {digits: {"phone_number": digits}}, "match": []})


routes = [Route(f"/{VENDOR}/scrub/phone/", scrub, methods=["POST"])]
