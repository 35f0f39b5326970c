"""Pipedrive: persons without anything unique, a list that knows them at once, a search that lags, and notes."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import consents, world
from apps.sandbox.desk import Desk
from apps.sandbox.records import Cabinet, Record
from apps.sandbox.refusals import Refused, is_wrong
from apps.sandbox.world import World

VENDOR = "pipedrive"
INDEX_LAG_SECONDS = 30
PERSON, NOTE = "person", "notes"


def _domain(request: Request) -> dict[str, str]:
    return {"api_domain": f"{request.base_url}{VENDOR}"}


DESK = Desk(
    VENDOR,
    page="/oauth/authorize",
    token="/oauth/token",  # noqa: S106  # a path
    has_pkce=False,
    has_basic=True,
    extras=_domain,
)


class Account:
    """One pretend company."""

    def __init__(self, world: World) -> None:
        self.records = Cabinet(world, VENDOR)
        taken = [int(record.id) for kind in (PERSON, NOTE) for record in self.records.every(kind)]
        self.ids = count(max(taken, default=100) + 1)
        for entry in world.journal.of("crm.deleted"):
            if entry.vendor == VENDOR and (record := self.records.get(PERSON, entry.facts["id"])):
                record.is_flagged = True


def refusal(status: int) -> Response:
    told = {401: "unauthorized access", 429: "request over limit"}.get(status, "refused")
    headers = {"Retry-After": "1"} if status == 429 else None
    return JSONResponse({"success": False, "error": told, "error_info": None, "data": None}, status, headers)


async def create_person(request: Request) -> Response:
    account, fields = _account(request), await _json(request)
    if not fields.get("name"):
        return refusal(400)
    record = account.records.create(PERSON, str(next(account.ids)), _flat(fields), external_id=None)
    return _told(_person(record), 201)


async def list_persons(request: Request) -> Response:
    """The newest first, without any lag."""
    most = int(request.query_params.get("limit", "100"))
    persons = sorted(_living(request), key=lambda record: int(record.id), reverse=True)
    return _told([_person(record) for record in persons[:most]])


async def search_persons(request: Request) -> Response:
    account, query = _account(request), request.query_params
    lag = world.of(request).faults.listing_lag_seconds(VENDOR, usual=INDEX_LAG_SECONDS)
    found = [
        {"result_score": 0.99, "item": {"id": int(record.id), "type": PERSON}}
        for record in account.records.holding(PERSON, query["fields"], query["term"])
        if record.age_seconds >= lag and not record.is_flagged
    ]
    return _told({"items": found})


async def update_person(request: Request) -> Response:
    account, record = _account(request), _found(request)
    account.records.update(record, _flat(await _json(request)), external_id=None)
    return _told(_person(record))


async def delete_person(request: Request) -> Response:
    """Flagged, not forgotten: the journal says that it was there."""
    record = _found(request)
    record.is_flagged = True
    world.of(request).journal.write(VENDOR, "crm.deleted", id=record.id, email=record.fields.get("email"))
    return _told({"id": int(record.id)})


async def create_note(request: Request) -> Response:
    account, fields = _account(request), await _json(request)
    if account.records.get(PERSON, str(fields.get("person_id"))) is None:
        return refusal(404)
    record = account.records.create(NOTE, str(next(account.ids)), fields, external_id=None)
    return _told({"id": int(record.id), **record.fields}, 201)


async def list_notes(request: Request) -> Response:
    notes = _account(request).records.holding(NOTE, "person_id", request.query_params["person_id"])
    return _told([{"id": int(note.id), **note.fields} for note in notes[::-1]] or None)


def _account(request: Request) -> Account:
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    if is_wrong(request.headers.get("x-api-token", "")) and not consents.is_good(request, token):
        raise Refused(refusal(401))
    return world.of(request).of(Account)


def _living(request: Request) -> list[Record]:
    return [record for record in _account(request).records.every(PERSON) if not record.is_flagged]


def _found(request: Request) -> Record:
    record = _account(request).records.get(PERSON, request.path_params["id"])
    if record is None or record.is_flagged:
        raise Refused(refusal(404))
    return record


async def _json(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.body())
    except ValueError as failure:
        raise Refused(refusal(400)) from failure
    if not isinstance(body, dict):
        raise Refused(refusal(400))
    return body


def _flat(fields: dict[str, Any]) -> dict[str, Any]:
    """As the cabinet finds them: the first address and number by name, custom fields by their keys."""
    firsts = {one: fields[many][0]["value"] for many, one in _WAYS if fields.get(many)}
    plain = {name: value for name, value in fields.items() if name not in _NESTED}
    custom: dict[str, Any] = fields.get("custom_fields", {})
    return {**plain, **firsts, **custom}


def _person(record: Record) -> dict[str, Any]:
    known = dict(record.fields)
    ways = {many: [{"value": known.pop(one)}] if one in known else [] for many, one in _WAYS}
    return {"id": int(record.id), "name": known.pop("name", ""), **ways, "custom_fields": known}


def _told(shown: object, status: int = 200) -> Response:
    return JSONResponse({"success": True, "data": shown, "additional_data": {"next_cursor": None}}, status)


_WAYS = (("emails", "email"), ("phones", "phone"))
_NESTED = frozenset({"emails", "phones", "custom_fields"})
ROOT = f"/{VENDOR}/api"
routes = [
    *DESK.routes,
    Route(f"{ROOT}/v2/persons", create_person, methods=["POST"]),
    Route(f"{ROOT}/v2/persons", list_persons),
    Route(f"{ROOT}/v2/persons/search", search_persons),
    Route(f"{ROOT}/v2/persons/{{id}}", update_person, methods=["PATCH"]),
    Route(f"{ROOT}/v2/persons/{{id}}", delete_person, methods=["DELETE"]),
    Route(f"{ROOT}/v1/notes", create_note, methods=["POST"]),
    Route(f"{ROOT}/v1/notes", list_notes),
]
