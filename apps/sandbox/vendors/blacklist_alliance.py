"""The Blacklist Alliance: good or blacklisted, with codes; a wrong key is a 200 as well."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import strangers
from apps.sandbox.refusals import is_wrong

VENDOR = "blacklist_alliance"


async def look_up(request: Request) -> Response:
    if is_wrong(request.query_params.get("key", "")):
        return JSONResponse({"status": "error", "message": "Invalid API key"})
    digits = request.query_params.get("phone", "")
    strangers.note_check(request, VENDOR, digits)
    known = {"prelitigation1": strangers.sues_callers(digits), "federal-dnc": strangers.is_on_a_list(digits)}
    codes = [code for code, is_so in known.items() if is_so]
    told = {"sid": "pretend", "status": "success", "message": "Blacklisted" if codes else "Good"}
    return JSONResponse(told | {"code": ",".join(codes) or "none", "phone": digits, "results": len(codes)})


routes = [Route(f"/{VENDOR}/lookup", look_up, methods=["GET"])]
