"""Salesforce: Leads, Contacts, Tasks, lookups."""

from __future__ import annotations

import json
from secrets import token_hex
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import consents, soql, world
from apps.sandbox.records import Cabinet, Fields, Record
from apps.sandbox.refusals import Refused
from apps.sandbox.world import World

VENDOR = "salesforce"
PREFIXES = {"Lead": "00Q", "Contact": "003", "Task": "00T", "Account": "001", "Event": "00U"}
REQUIRED = {"Lead": ("LastName", "Company"), "Contact": ("LastName",)}
LIMIT_INFO = {"Sforce-Limit-Info": "api-usage=18/100000"}


class Org:
    """One pretend org: its records and the tokens it has given out."""

    def __init__(self, world: World) -> None:
        self.records = Cabinet(world, VENDOR)
        self.tokens: set[str] = set()


def errors(status: int, code: str, message: str, **extra: Any) -> Response:
    return JSONResponse([{"message": message, "errorCode": code, **extra}], status, LIMIT_INFO)


def refusal(status: int) -> Response:
    match status:
        case 401:
            return errors(401, "INVALID_SESSION_ID", "Session expired or invalid")
        case 403:
            return errors(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
        case 400:
            message = "unable to obtain exclusive access to this record or 1 records: 00QFAKE000000001AAA"
            return errors(400, "UNABLE_TO_LOCK_ROW", message, fields=[])
        case _:
            return errors(status, "SERVER_UNAVAILABLE", "Server unavailable")


async def create(request: Request) -> Response:
    org, kind, fields = org_of(request), request.path_params["kind"], await _fields(request)
    _check_required(kind, fields)
    _check_duplicates(request, org, kind, fields)
    record = org.records.create(kind, _new_id(kind), fields, external_id=None)
    return JSONResponse({"id": record.id, "success": True, "errors": []}, 201, LIMIT_INFO)


async def upsert(request: Request) -> Response:
    """By external id: one record for one value, however often and at once it is sent."""
    org, fields = org_of(request), await _fields(request)
    kind, name, value = (request.path_params[part] for part in ("kind", "field", "value"))
    found = org.records.holding(kind, name, value)
    if len(found) > 1:
        return JSONResponse([_url(request, record) for record in found], 300, LIMIT_INFO)
    if found:
        _check_open(found[0])
        org.records.update(found[0], fields, external_id=value)
    else:
        _check_required(kind, fields)
        _check_duplicates(request, org, kind, fields)
        found = [org.records.create(kind, _new_id(kind), {**fields, name: value}, external_id=value)]
        return JSONResponse(_upserted(found[0], created=True), 201, LIMIT_INFO)
    return JSONResponse(_upserted(found[0], created=False), 200, LIMIT_INFO)


async def update(request: Request) -> Response:
    org, record = org_of(request), _record(request)
    _check_open(record)
    org.records.update(record, await _fields(request), external_id=None)
    return Response(status_code=204, headers=LIMIT_INFO)


async def show(request: Request) -> Response:
    org_of(request)
    return JSONResponse(_shown(request, _record(request)), headers=LIMIT_INFO)


async def show_by_key(request: Request) -> Response:
    org, parts = org_of(request), request.path_params
    found = org.records.holding(parts["kind"], parts["field"], parts["value"])
    if not found:
        raise Refused(errors(404, "NOT_FOUND", "The requested resource does not exist"))
    return JSONResponse(_shown(request, found[0]), headers=LIMIT_INFO)


async def query(request: Request) -> Response:
    org = org_of(request)
    try:
        asked = soql.parse(request.query_params.get("q", ""))
    except soql.Malformed as failure:
        return errors(400, "MALFORMED_QUERY", str(failure))
    rows = [record for record in org.records.every(asked.kind) if asked.where(_row(record))][: asked.limit]
    shown = [_shown(request, record, asked.fields) for record in rows]
    return JSONResponse({"totalSize": len(rows), "done": True, "records": shown}, headers=LIMIT_INFO)


async def search(request: Request) -> Response:
    """Finds a phone in any format, an address in any case."""
    org, asked = org_of(request), request.query_params
    kinds, sought = asked.getlist("sobject") or ["Lead", "Contact"], _bare(asked.get("q", ""))
    found = [
        _shown(request, record, ["Id"])
        for kind in kinds
        for record in org.records.every(kind)
        if sought and any(_bare(str(value)).endswith(sought) for value in record.fields.values())
    ]
    return JSONResponse({"searchRecords": found, "metadata": {}}, headers=LIMIT_INFO)


async def limits(request: Request) -> Response:
    org_of(request)
    return JSONResponse({"DailyApiRequests": {"Max": 100000, "Remaining": 99982}}, headers=LIMIT_INFO)


async def plant(request: Request) -> Response:
    """Not Salesforce's: put a record there as if it had always been; flagged ones count as duplicates."""
    wanted = json.loads(await request.body())
    kind = wanted.get("object", "Lead")
    record_id = wanted.get("id") or _new_id(kind)
    is_flagged = bool(wanted.get("flagged", True))
    org = world.of(request).of(Org)
    record = org.records.plant(kind, record_id, wanted["fields"], is_flagged=is_flagged)
    return JSONResponse({"id": record.id}, 201)


def org_of(request: Request) -> Org:
    org = world.of(request).of(Org)
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    if token not in org.tokens and not consents.is_good(request, token):
        raise Refused(errors(401, "INVALID_SESSION_ID", "Session expired or invalid"))
    return org


async def _fields(request: Request) -> Fields:
    try:
        fields = json.loads(await request.body())
    except ValueError as failure:
        raise Refused(errors(400, "JSON_PARSER_ERROR", str(failure))) from failure
    _check_known(request.path_params["kind"], fields)
    return {name: value for name, value in fields.items() if name != "attributes"}


def _check_known(kind: str, fields: Fields) -> None:
    """A field named `Unknown_…` doesn't exist in this org."""
    for name in fields:
        if name.startswith("Unknown_"):
            raise Refused(errors(400, "INVALID_FIELD", f"No such column '{name}' on sobject of type {kind}"))


def _record(request: Request) -> Record:
    org = world.of(request).of(Org)
    record = org.records.get(request.path_params["kind"], request.path_params["id"])
    if record is None:
        raise Refused(errors(404, "NOT_FOUND", "The requested resource does not exist"))
    return record


def _check_required(kind: str, fields: Fields) -> None:
    missing = [name for name in REQUIRED.get(kind, ()) if not fields.get(name)]
    if missing:
        message = f"Required fields are missing: [{', '.join(missing)}]"
        raise Refused(errors(400, "REQUIRED_FIELD_MISSING", message, fields=missing))


def _check_open(record: Record) -> None:
    if record.fields.get("IsConverted"):
        raise Refused(errors(400, "CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead", fields=[]))


def _check_duplicates(request: Request, org: Org, kind: str, fields: Fields) -> None:
    """The org's duplicate rule: flagged records with the same address, unless told to save anyway."""
    email = fields.get("Email")
    if not email or kind != "Lead" or "allowsave=true" in _duplicate_rule(request):
        return
    for twin in ("Lead", "Contact"):
        for record in org.records.holding(twin, "Email", email):
            if record.is_flagged:
                raise Refused(_duplicates(request, record))


def _duplicate_rule(request: Request) -> str:
    return request.headers.get("sforce-duplicate-rule-header", "").replace(" ", "").lower()


def _duplicates(request: Request, record: Record) -> Response:
    match_record = {
        "additionalInformation": [],
        "fieldDiffs": [],
        "matchConfidence": 100,
        "record": {"attributes": {"type": record.kind, "url": _url(request, record)}, "Id": record.id},
    }
    result = {
        "allowSave": True,
        "duplicateRule": f"Standard_{record.kind}_Duplicate_Rule",
        "duplicateRuleEntityType": "Lead",
        "errorMessage": "Use one of these records?",
        "matchResults": [
            {
                "entityType": record.kind,
                "errors": [],
                "matchEngine": "FuzzyMatchEngine",
                "matchRecords": [match_record],
                "rule": f"Standard_{record.kind}_Match_Rule_v1_0",
                "size": 1,
                "success": True,
            }
        ],
    }
    # `duplicateResut`: spelt so on Salesforce's wire.
    return errors(400, "DUPLICATES_DETECTED", "Use one of these records?", duplicateResut=result)


def _upserted(record: Record, *, created: bool) -> dict[str, object]:
    return {"id": record.id, "success": True, "errors": [], "created": created}


def _row(record: Record) -> Fields:
    return {"Id": record.id, "IsConverted": False, **record.fields}


def _shown(request: Request, record: Record, fields: list[str] | None = None) -> Fields:
    row = _row(record)
    attributes = {"type": record.kind, "url": _url(request, record)}
    return {"attributes": attributes, **{name: row.get(name) for name in fields or row}}


def _url(request: Request, record: Record) -> str:
    version = request.path_params.get("version", "v66.0")
    return f"/services/data/{version}/sobjects/{record.kind}/{record.id}"


def _bare(text: str) -> str:
    """Digits of a phone, or the text in one case."""
    digits = "".join(filter(str.isdigit, text))
    return digits if len(digits) >= 7 else text.casefold()


def _new_id(kind: str) -> str:
    return f"{PREFIXES.get(kind, 'a00')}{token_hex(6)}AAA"


DATA = f"/{VENDOR}/services/data/{{version}}"
routes = [
    Route(f"{DATA}/query", query),
    Route(f"{DATA}/parameterizedSearch", search),
    Route(f"{DATA}/limits", limits),
    Route(f"{DATA}/sobjects/{{kind}}", create, methods=["POST"]),
    Route(f"{DATA}/sobjects/{{kind}}/{{id}}", show, methods=["GET"]),
    Route(f"{DATA}/sobjects/{{kind}}/{{id}}", update, methods=["PATCH"]),
    Route(f"{DATA}/sobjects/{{kind}}/{{field}}/{{value:path}}", upsert, methods=["PATCH"]),
    Route(f"{DATA}/sobjects/{{kind}}/{{field}}/{{value:path}}", show_by_key, methods=["GET"]),
    Route(f"/{VENDOR}/_records", plant, methods=["POST"]),
]
