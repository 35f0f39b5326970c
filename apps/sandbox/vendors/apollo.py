"""Apollo: who somebody is at work; whom it does not know is null."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import strangers
from apps.sandbox.refusals import is_wrong
from apps.sandbox.strangers import Work

VENDOR = "apollo"


def refusal(status: int) -> Response:
    return JSONResponse({"error": "an error", "error_code": "ERROR"}, status)


async def match(request: Request) -> Response:
    if is_wrong(request.headers.get("x-api-key", "")):
        return refusal(401)
    email = str(json.loads(await request.body()).get("email", ""))
    strangers.note(request, VENDOR, email=email)
    found = strangers.work(email)
    return JSONResponse({"person": _person(found, email) if found else None})


async def health(request: Request) -> Response:
    return JSONResponse({"healthy": True, "is_logged_in": not is_wrong(request.headers.get("x-api-key", ""))})


def _person(work: Work, email: str) -> dict[str, object]:
    firm = {"id": "5e66", "name": work.company, "primary_domain": work.domain, "industry": work.industry}
    firm |= {"estimated_num_employees": str(work.employees)}
    return {"id": "64a7", "title": work.title, "seniority": work.seniority, "email": email, "organization": firm}


routes = [
    Route(f"/{VENDOR}/api/v1/people/match", match, methods=["POST"]),
    Route(f"/{VENDOR}/v1/auth/health", health, methods=["GET"]),
]
