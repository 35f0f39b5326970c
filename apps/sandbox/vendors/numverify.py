"""NumVerify: what a number is; its errors come as HTTP 200."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import strangers
from apps.sandbox.refusals import is_wrong

VENDOR = "numverify"
_LINES = {"nonFixedVoip": "voip"}


async def validate(request: Request) -> Response:
    if is_wrong(request.query_params.get("access_key", "")):
        return _failed(101, "invalid_access_key")
    digits = request.query_params.get("number", "")
    if not digits.isdigit():
        return _failed(211, "non_numeric_phone_number_provided")
    strangers.note(request, VENDOR, phone=f"+{digits}")
    line = strangers.line(digits)
    found = {"valid": len(digits) > 9, "number": digits, "international_format": f"+{digits}", "country_code": "US"}
    found |= {"location": "Washington", "carrier": strangers.CARRIER, "line_type": _LINES.get(line, line)}
    return JSONResponse(found)


def _failed(code: int, kind: str) -> Response:
    return JSONResponse({"success": False, "error": {"code": code, "type": kind, "info": "See the documentation."}})


routes = [Route(f"/{VENDOR}/numverify/validate", validate, methods=["GET"])]
