"""HubSpot: contacts with upsert and a lagging search, and the activities hung on them."""

from __future__ import annotations

import json
from datetime import datetime
from secrets import randbelow
from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import consents, world
from apps.sandbox.desk import Desk
from apps.sandbox.records import Cabinet, Fields, Record
from apps.sandbox.refusals import Refused, is_wrong
from apps.sandbox.world import World

VENDOR = "hubspot"
INDEX_LAG_SECONDS = 10
MOST_INPUTS = 100
LIMITS = {
    "X-HubSpot-RateLimit-Max": "190",
    "X-HubSpot-RateLimit-Remaining": "189",
    "X-HubSpot-RateLimit-Interval-Milliseconds": "10000",
    "X-HubSpot-RateLimit-Daily": "650000",
    "X-HubSpot-RateLimit-Daily-Remaining": "649982",
}
NO_CREDENTIALS = (
    "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more "
    "details at https://developers.hubspot.com/docs/methods/auth/oauth-overview"
)


DESK = Desk(
    VENDOR,
    page="/oauth/authorize",
    token="/oauth/2026-03/token",  # noqa: S106  # a path
    revoke="/oauth/2026-03/token/revoke",
    seconds=1_800,
)


class Portal:
    """One pretend account."""

    def __init__(self, world: World) -> None:
        self.records = Cabinet(world, VENDOR)


def error(status: int, category: str, message: str, **extra: Any) -> Response:
    told = {
        "status": "error",
        "message": message,
        "correlationId": str(uuid4()),
        **extra,
        "category": category,
    }
    return JSONResponse(told, status)


def refusal(status: int) -> Response:
    match status:
        case 429:
            message = "You have reached your ten_secondly_rolling limit."
            told = {"status": "error", "message": message, "errorType": "RATE_LIMIT"}
            told |= {"correlationId": str(uuid4()), "policyName": "TEN_SECONDLY_ROLLING"}
            return JSONResponse(told, 429, {"Retry-After": "1"})
        case 401:
            return error(401, "INVALID_AUTHENTICATION", NO_CREDENTIALS)
        case 403:
            return error(403, "MISSING_SCOPES", "This app hasn't been granted all required scopes")
        case _:
            return error(status, "INTERNAL_ERROR", "internal error")


async def create(request: Request) -> Response:
    portal, kind, properties = portal_of(request), request.path_params["kind"], await _properties(request)
    if kind == "contacts" and (email := properties.get("email")):
        for twin in portal.records.holding(kind, "email", email):
            return error(409, "CONFLICT", f"Contact already exists. Existing ID: {twin.id}")
    record = portal.records.create(kind, new_id(), properties, external_id=None)
    return JSONResponse(_shown(record), 201, LIMITS)


async def upsert_batch(request: Request) -> Response:
    """One record for one value of the id property, however often it is sent."""
    portal, kind, started_at = portal_of(request), request.path_params["kind"], world.of(request).clock.now()
    inputs = (await _json(request)).get("inputs", [])
    if not 0 < len(inputs) <= MOST_INPUTS:
        return error(400, "VALIDATION_ERROR", f"inputs must have 1 to {MOST_INPUTS} elements")
    results, failures = [], []
    for each in inputs:
        try:
            results.append(_upserted(portal, kind, each))
        except Refused as refused:
            trace_id = each.get("objectWriteTraceId")
            context = {"objectWriteTraceId": [trace_id]} if trace_id else {}
            failures.append(json.loads(bytes(refused.response.body)) | {"context": context})
    done: dict[str, object] = {"status": "COMPLETE", "results": results}
    done |= {"startedAt": _time(started_at), "completedAt": _time(world.of(request).clock.now())}
    if not failures:
        return JSONResponse(done, 200, LIMITS)
    return JSONResponse(done | {"numErrors": len(failures), "errors": failures}, 207, LIMITS)


async def update(request: Request) -> Response:
    portal, record = portal_of(request), _record(request)
    portal.records.update(record, await _properties(request), external_id=None)
    return JSONResponse(_shown(record), headers=LIMITS)


async def show(request: Request) -> Response:
    """With `associations=calls`, the ids of the calls that hang on the record, too."""
    portal, record = portal_of(request), _record(request)
    shown = _shown(record)
    for kind in filter(None, request.query_params.get("associations", "").split(",")):
        hung = [each.id for each in portal.records.every(kind) if record.id in each.fields.get("associations", [])]
        if hung:
            rows = [{"id": each, "type": f"contact_to_{kind.removesuffix('s')}"} for each in hung]
            shown["associations"] = {kind: {"results": rows}}
    return JSONResponse(shown, headers=LIMITS)


async def read_batch(request: Request) -> Response:
    """Those of the inputs that there are, by id or by `idProperty`; no index lags here."""
    portal, kind, wanted = portal_of(request), request.path_params["kind"], await _json(request)
    ids, name = [str(each["id"]) for each in wanted.get("inputs", [])[:MOST_INPUTS]], wanted.get("idProperty")
    sought = [
        portal.records.holding(kind, name, each)[:1] if name else [portal.records.get(kind, each)] for each in ids
    ]
    found = [_shown(each) for some in sought for each in some if each]
    return JSONResponse({"status": "COMPLETE", "results": found}, headers=LIMITS)


async def search(request: Request) -> Response:
    """Sees a record only when the index has caught up; sends no rate headers."""
    portal, wanted = portal_of(request), await _json(request)
    lag = world.of(request).faults.listing_lag_seconds(VENDOR, usual=INDEX_LAG_SECONDS)
    groups = wanted.get("filterGroups", [])
    found = [
        record
        for record in portal.records.every(request.path_params["kind"])
        if record.age_seconds >= lag and (not groups or any(_fits(record, group) for group in groups))
    ]
    shown = [_shown(record) for record in found[: wanted.get("limit", 10)]]
    return JSONResponse({"total": len(found), "results": shown})


async def show_account(request: Request) -> Response:
    portal_of(request)
    return JSONResponse({"portalId": 20000001, "accountType": "STANDARD", "timeZone": "US/Eastern"})


async def plant(request: Request) -> Response:
    """Not HubSpot's: put a record there as if it had always been."""
    wanted, portal = await _json(request), world.of(request).of(Portal)
    properties = wanted.get("properties") or wanted.get("fields") or {}
    kind, record_id = wanted.get("object", "contacts"), str(wanted.get("id") or new_id())
    return JSONResponse({"id": portal.records.plant(kind, record_id, properties, is_flagged=False).id}, 201)


def portal_of(request: Request) -> Portal:
    token = request.headers.get("authorization", "").removeprefix("Bearer")[1:]
    if is_wrong(token) or consents.is_over(request, token):
        raise Refused(refusal(401))
    return world.of(request).of(Portal)


async def _json(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.body())
    except ValueError as failure:
        raise Refused(error(400, "VALIDATION_ERROR", "Invalid input JSON")) from failure
    if not isinstance(body, dict):
        raise Refused(error(400, "VALIDATION_ERROR", "Invalid input JSON"))
    return body


async def _properties(request: Request) -> Fields:
    body = await _json(request)
    properties: Fields = body.get("properties", {})
    _check(properties)
    associations = [each["to"]["id"] for each in body.get("associations", [])]
    return properties | ({"associations": associations} if associations else {})


def _check(properties: Fields) -> None:
    """Addresses need an @; a property named `unknown_…` doesn't exist in this portal."""
    email = properties.get("email")
    if email and not (0 < str(email).find("@") < len(email) - 1):
        _refuse("INVALID_EMAIL", "email", f"Email address {email} is invalid")
    for name in properties:
        if name.startswith("unknown_"):
            _refuse("PROPERTY_DOESNT_EXIST", name, f'Property "{name}" does not exist')


def _refuse(code: str, name: str, message: str) -> None:
    flaw = {"isValid": False, "message": message, "error": code, "name": name, "portalId": 20000001}
    told = "Property values were not valid: " + json.dumps([flaw], separators=(",", ":"))
    errors = [{"message": message, "code": code, "context": {"propertyName": [name]}}]
    raise Refused(error(400, "VALIDATION_ERROR", told, errors=errors))


def _upserted(portal: Portal, kind: str, wanted: dict[str, Any]) -> dict[str, object]:
    name, value, properties = wanted.get("idProperty"), str(wanted["id"]), dict(wanted.get("properties", {}))
    _check({**properties, **({name: value} if name else {})})
    known = portal.records.get(kind, value)
    found = portal.records.holding(kind, name, value) if name else [known] if known else []
    if found:
        portal.records.update(found[0], properties, external_id=value)
        return _shown(found[0]) | {"new": False}
    if not name:
        raise Refused(error(404, "OBJECT_NOT_FOUND", f"Object not found. objectId are usually numeric: {value}"))
    record = portal.records.create(kind, new_id(), {**properties, name: value}, external_id=value)
    return _shown(record) | {"new": True}


def _record(request: Request) -> Record:
    """By id, or by `idProperty`."""
    records, parts = world.of(request).of(Portal).records, request.path_params
    name = request.query_params.get("idProperty")
    found = records.holding(parts["kind"], name, parts["id"]) if name else [records.get(parts["kind"], parts["id"])]
    record = found[0] if found else None
    if record is None:
        raise Refused(error(404, "OBJECT_NOT_FOUND", "resource not found"))
    return record


def _fits(record: Record, group: dict[str, Any]) -> bool:
    return all(_passes(record, each) for each in group.get("filters", []))


def _passes(record: Record, wanted: dict[str, Any]) -> bool:
    name, operator = wanted["propertyName"], wanted["operator"]
    match operator:
        case "EQ":
            return record.holds(name, str(wanted["value"]))
        case "IN":
            return any(record.holds(name, str(value)) for value in wanted["values"])
        case "HAS_PROPERTY":
            return record.fields.get(name) not in (None, "")
        case "CONTAINS_TOKEN":
            sought = str(wanted["value"]).strip("*").casefold()
            return sought in str(record.fields.get(name, "")).casefold()
        case _:
            raise Refused(error(400, "VALIDATION_ERROR", f"the sandbox doesn't know the operator {operator}"))


def _shown(record: Record) -> dict[str, object]:
    created, updated = _time(record.created_at), _time(record.updated_at)
    own = {"createdate": created, "hs_object_id": record.id, "lastmodifieddate": updated}
    properties = {name: value for name, value in record.fields.items() if name != "associations"} | own
    return {
        "id": record.id,
        "properties": dict(sorted(properties.items())),
        "createdAt": created,
        "updatedAt": updated,
        "archived": False,
    }


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def new_id() -> str:
    return str(10**10 + randbelow(9 * 10**10))


# The version stands before `objects` up to v4, and after it since the dated versions.
ROOTS = (f"/{VENDOR}/crm/{{version}}/objects/{{kind}}", f"/{VENDOR}/crm/objects/{{version}}/{{kind}}")
routes = [
    Route(root + path, endpoint, methods=[method])
    for root in ROOTS
    for path, endpoint, method in (
        ("/batch/upsert", upsert_batch, "POST"),
        ("/batch/read", read_batch, "POST"),
        ("/search", search, "POST"),
        ("", create, "POST"),
        ("/{id}", show, "GET"),
        ("/{id}", update, "PATCH"),
    )
]
routes += [
    Route(f"/{VENDOR}/account-info/v3/details", show_account),
    Route(f"/{VENDOR}/_records", plant, methods=["POST"]),
]
routes += DESK.routes
