"""DNCScrub: a code for each number, and whether one has a new owner; see `strangers` for who is who."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import forms, strangers
from apps.sandbox.refusals import is_wrong

VENDOR = "dncscrub"


async def scrub(request: Request) -> Response:
    if is_wrong(request.headers.get("loginid", "")):
        return JSONResponse({"Message": "Invalid loginId"}, 401)
    numbers = (await forms.read(request)).first("phoneList").split(",")
    for digits in numbers:
        strangers.note_check(request, VENDOR, digits)
    return JSONResponse([_row(digits) for digits in numbers])


async def reassigned(request: Request) -> Response:
    if is_wrong(request.headers.get("loginid", "")):
        return JSONResponse({"Message": "Invalid loginId"}, 401)
    digits = request.query_params.get("phoneNumber", "")
    strangers.note_check(request, VENDOR, digits)
    is_new = strangers.is_reassigned(digits)
    return JSONResponse({"PhoneNumber": digits, "IsReassigned": is_new, "HasSafeHarbor": not is_new})


def _row(digits: str) -> dict[str, str]:
    is_listed = strangers.is_on_a_list(digits)
    reason = "National (USA) 2003-06-01;;;" if is_listed else ";;;"
    return {"Phone": digits, "ResultCode": "D" if is_listed else "C", "Reason": reason, "DoNotCallToday": "N"}


routes = [
    Route(f"/{VENDOR}/app/main/rpc/scrub", scrub, methods=["POST"]),
    Route(f"/{VENDOR}/v1.5/Data/RNDBasic", reassigned, methods=["GET"]),
]
