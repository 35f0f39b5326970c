"""Salesforce's calendars: Events of users, found by an external id, and in the bin after they were deleted."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import world
from apps.sandbox.diaries import Diaries, Event, Fields, Place
from apps.sandbox.refusals import Refused
from apps.sandbox.vendors import salesforce
from apps.sandbox.vendors.salesforce import DATA, LIMIT_INFO

VENDOR = salesforce.VENDOR
refusal = salesforce.refusal
# Of users whose id has these words, the one is not there, and of the other nobody can tell.
MISSING, BROKEN = "MISSING", "BROKEN"
_FROM = re.compile(r"\bFROM (Event|User)\b")
_OWNER = re.compile(r"\b(?:OwnerId|Id) = '(\w+)'")
_KEY = re.compile(r"\b(\w+__c) = '((?:[^'\\]|\\.)*)'")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class Calendars(Diaries):
    """Every user's."""

    vendor: ClassVar[str] = VENDOR

    def by_key(self, key: str) -> Event | None:
        return next((event for (_, known), event in self.events.items() if known == key), None)

    def by_id(self, record_id: str) -> Event | None:
        return next((event for event in self.events.values() if _id(event) == record_id), None)


async def query(request: Request) -> Response:
    """Events within a window, or a user; all else is the CRM's."""
    asked = request.query_params.get("q", "")
    found, owner = _FROM.search(asked), _OWNER.search(asked)
    if found is None or owner is None:
        return await salesforce.query(request)
    salesforce.org_of(request)
    if BROKEN in owner[1]:
        raise Refused(refusal(500))
    if MISSING in owner[1]:
        return _rows([])
    if found[1] == "User":
        return _rows([{"Id": owner[1]}])
    start, end = sorted(_time(told) for told in _MOMENT.findall(asked))
    spans = world.of(request).of(Calendars).busy(("org", owner[1]), (start, end))
    return _rows([{"StartDateTime": _shown(a), "EndDateTime": _shown(b), "IsAllDayEvent": False} for a, b in spans])


async def query_all(request: Request) -> Response:
    """By our key, also what was deleted."""
    salesforce.org_of(request)
    key = _KEY.search(request.query_params.get("q", ""))
    event = world.of(request).of(Calendars).by_key(_key(key[1], key[2])) if key else None
    return _rows([_row(event)] if event else [])


async def upsert(request: Request) -> Response:
    salesforce.org_of(request)
    calendars, fields, parts = world.of(request).of(Calendars), await _fields(request), request.path_params
    key = _key(parts["field"], parts["value"])
    event = calendars.by_key(key)
    if event and not event.is_cancelled:
        calendars.change(event, fields)
    else:
        event = calendars.book(_place(fields), key, fields)
    return JSONResponse({"id": _id(event), "success": True, "errors": []}, 201, LIMIT_INFO)


async def update(request: Request) -> Response:
    event = _living(request)
    world.of(request).of(Calendars).change(event, await _fields(request))
    return Response(status_code=204, headers=LIMIT_INFO)


async def delete(request: Request) -> Response:
    world.of(request).of(Calendars).cancel(_living(request))
    return Response(status_code=204, headers=LIMIT_INFO)


def _living(request: Request) -> Event:
    salesforce.org_of(request)
    event = world.of(request).of(Calendars).by_id(request.path_params["id"])
    if event is None or event.is_cancelled:
        raise Refused(salesforce.errors(404, "ENTITY_IS_DELETED", "entity is deleted"))
    return event


async def _fields(request: Request) -> Fields:
    try:
        told = json.loads(await request.body())
    except ValueError as failure:
        raise Refused(salesforce.errors(400, "JSON_PARSER_ERROR", "no JSON")) from failure
    times = {"start": {"dateTime": told.pop("StartDateTime")}, "end": {"dateTime": told.pop("EndDateTime")}}
    if _time(times["start"]["dateTime"]) >= _time(times["end"]["dateTime"]):
        raise Refused(salesforce.errors(400, "FIELD_INTEGRITY_EXCEPTION", "End Date/Time before start"))
    return {**told, **times}


def _place(fields: Fields) -> Place:
    return "org", str(fields.get("OwnerId", ""))


def _row(event: Event) -> dict[str, Any]:
    start, end = event.span
    times = {"StartDateTime": _shown(start), "EndDateTime": _shown(end)}
    return {"Id": _id(event), **times, "IsAllDayEvent": False, "IsDeleted": event.is_cancelled}


def _rows(rows: list[dict[str, Any]]) -> Response:
    return JSONResponse({"totalSize": len(rows), "done": True, "records": rows}, headers=LIMIT_INFO)


def _key(field: str, value: str) -> str:
    """Each field is an index of its own."""
    return f"{field}:{value}"


def _id(event: Event) -> str:
    return f"00U{sha256(event.id.encode()).hexdigest()[:12]}AAA"


def _time(told: str) -> datetime:
    return datetime.fromisoformat(told)


def _shown(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "+0000")


routes = [
    Route(f"{DATA}/query", query),
    Route(f"{DATA}/queryAll", query_all),
    Route(f"{DATA}/sobjects/Event/{{id}}", update, methods=["PATCH"]),
    Route(f"{DATA}/sobjects/Event/{{id}}", delete, methods=["DELETE"]),
    Route(f"{DATA}/sobjects/Event/{{field}}/{{value:path}}", upsert, methods=["PATCH"]),
]
