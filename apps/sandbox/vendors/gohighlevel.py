"""GoHighLevel: contacts of a location, upserted by e-mail or else by phone, and notes."""

from __future__ import annotations

import json
from secrets import token_hex
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import consents, world
from apps.sandbox.desk import Desk
from apps.sandbox.records import Cabinet, Record
from apps.sandbox.refusals import Refused, is_wrong
from apps.sandbox.world import World

VENDOR = "gohighlevel"
CONTACT, NOTE = "contact", "notes"


def _location(request: Request) -> dict[str, str]:
    return {"userType": "Location", "locationId": "FAKELOCATION0001"}


DESK = Desk(
    VENDOR,
    page="/oauth/chooselocation",
    token="/oauth/token",  # noqa: S106  # a path
    seconds=86_399,
    rotates=True,
    has_pkce=False,
    extras=_location,
)


class Account:
    """All pretend locations together."""

    def __init__(self, world: World) -> None:
        self.records = Cabinet(world, VENDOR)


def refusal(status: int) -> Response:
    words = {401: "Invalid token", 429: "Too Many Requests"}.get(status, "Bad Request")
    headers = {"Retry-After": "1"} if status == 429 else None
    return JSONResponse({"statusCode": status, "message": words}, status, headers)


async def upsert(request: Request) -> Response:
    account, fields = _account(request), await _json(request)
    if not fields.get("locationId") or not (fields.get("email") or fields.get("phone")):
        return refusal(422)
    if "tags" in fields:
        return refusal(422)
    for name in ("email", "phone"):
        if fields.get(name):
            for twin in account.records.holding(CONTACT, name, fields[name]):
                account.records.update(twin, fields, external_id=None)
                return JSONResponse({"new": False, "contact": _shown(twin), "traceId": token_hex(8)})
    record = account.records.create(CONTACT, token_hex(10), fields, external_id=None)
    return JSONResponse({"new": True, "contact": _shown(record), "traceId": token_hex(8)}, 201)


async def update(request: Request) -> Response:
    account, record = _account(request), _found(request)
    account.records.update(record, await _json(request), external_id=None)
    return JSONResponse({"succeded": True, "contact": _shown(record)})


async def list_contacts(request: Request) -> Response:
    contacts = [_shown(record) for record in _account(request).records.every(CONTACT)]
    most = int(request.query_params.get("limit", "20"))
    return JSONResponse({"contacts": contacts[:most], "meta": {"total": len(contacts)}})


async def create_note(request: Request) -> Response:
    account, record = _account(request), _found(request)
    fields = {**await _json(request), "contactId": record.id}
    note = account.records.create(NOTE, token_hex(10), fields, external_id=None)
    return JSONResponse({"note": {"id": note.id, **note.fields}}, 201)


async def list_notes(request: Request) -> Response:
    notes = _account(request).records.holding(NOTE, "contactId", _found(request).id)
    return JSONResponse({"notes": [{"id": note.id, **note.fields} for note in notes]})


def _account(request: Request) -> Account:
    token = request.headers.get("authorization", "").removeprefix("Bearer")[1:]
    if is_wrong(token) or consents.is_over(request, token):
        raise Refused(refusal(401))
    if request.headers.get("version") != "2021-07-28":
        raise Refused(refusal(400))
    return world.of(request).of(Account)


def _found(request: Request) -> Record:
    record = _account(request).records.get(CONTACT, request.path_params["id"])
    if record is None:
        raise Refused(JSONResponse({"statusCode": 400, "message": "Contact not found"}, 400))
    return record


async def _json(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.body())
    except ValueError as failure:
        raise Refused(refusal(400)) from failure
    if not isinstance(body, dict):
        raise Refused(refusal(422))
    return body


def _shown(record: Record) -> dict[str, Any]:
    return {"id": record.id, **record.fields}


ROOT = f"/{VENDOR}/contacts"
routes = [
    *DESK.routes,
    Route(f"{ROOT}/", list_contacts),
    Route(f"{ROOT}/upsert", upsert, methods=["POST"]),
    Route(f"{ROOT}/{{id}}", update, methods=["PUT"]),
    Route(f"{ROOT}/{{id}}/notes", create_note, methods=["POST"]),
    Route(f"{ROOT}/{{id}}/notes", list_notes),
]
