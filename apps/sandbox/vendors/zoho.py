"""Zoho CRM: tokens, leads that are upserted by unique fields and by e-mail, and notes."""

from __future__ import annotations

import json
from itertools import count
from secrets import token_hex
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import consents, forms, world
from apps.sandbox.desk import Desk
from apps.sandbox.records import Cabinet, Record
from apps.sandbox.refusals import Refused, is_wrong
from apps.sandbox.world import World

VENDOR = "zoho"
LEAD, NOTE = "Lead", "notes"
FIRST_ID = 4150868000003194000


def _domain(request: Request) -> dict[str, str]:
    return {"api_domain": str(request.base_url).rstrip("/") + f"/{VENDOR}"}


# It refuses by a success with an error in it.
DESK = Desk(
    VENDOR,
    page="/oauth/v2/auth",
    token="/oauth/v2/token",  # noqa: S106  # a path
    revoke="/oauth/v2/token/revoke",
    has_pkce=False,
    extras=_domain,
    denial="invalid_code",
    denied_status=200,
)


class Organisation:
    """One pretend organisation; a field whose name begins with `LeadHub_Id` is unique there."""

    def __init__(self, world: World) -> None:
        self.records = Cabinet(world, VENDOR)
        taken = [int(record.id) for kind in (LEAD, NOTE) for record in self.records.every(kind)]
        self.ids = count(max(taken, default=FIRST_ID) + 1)
        self.tokens: set[str] = set()


def refusal(status: int) -> Response:
    code = {401: "INVALID_TOKEN", 429: "TOO_MANY_REQUESTS"}.get(status, "INTERNAL_ERROR")
    headers = {"Retry-After": "1"} if status == 429 else None
    return JSONResponse({"code": code, "details": {}, "message": "refused", "status": "error"}, status, headers)


async def give_token(request: Request) -> Response:
    if await DESK.knows(request):
        return await DESK.give(request)
    form = await forms.read(request)
    if any(is_wrong(form.first(name)) for name in ("client_secret", "refresh_token")):
        return JSONResponse({"error": "invalid_code"})
    token = token_hex(16)
    world.of(request).of(Organisation).tokens.add(token)
    grant = {"access_token": token, "api_domain": str(request.base_url).rstrip("/") + f"/{VENDOR}"}
    return JSONResponse({**grant, "token_type": "Bearer", "expires_in": 3600})


async def drop_tokens(request: Request) -> Response:
    """Not Zoho's: all tokens are over."""
    world.of(request).of(Organisation).tokens.clear()
    return Response(status_code=204)


async def upsert(request: Request) -> Response:
    organisation, body = _organisation(request), await _json(request)
    fields = _lead(body)
    if not fields.get("Last_Name"):
        return _came("MANDATORY_NOT_FOUND", 400, api_name="Last_Name")
    for name in body.get("duplicate_check_fields", ["Email"]):
        if name in fields:
            for twin in organisation.records.holding(LEAD, name, str(fields[name])):
                organisation.records.update(twin, fields, external_id=None)
                return _came("SUCCESS", 200, action="update", id=twin.id, duplicate_field=name)
    record = organisation.records.create(LEAD, str(next(organisation.ids)), fields, external_id=None)
    return _came("SUCCESS", 201, action="insert", id=record.id)


async def update(request: Request) -> Response:
    organisation, record = _organisation(request), _found(request)
    organisation.records.update(record, _lead(await _json(request)), external_id=None)
    return _came("SUCCESS", 200, action="update", id=record.id)


async def list_leads(request: Request) -> Response:
    leads = [{"id": record.id} for record in _organisation(request).records.every(LEAD)]
    return JSONResponse({"data": leads[:1], "info": {"more_records": len(leads) > 1}}) if leads else _nothing()


async def create_note(request: Request) -> Response:
    organisation, record = _organisation(request), _found(request)
    fields = {**_lead(await _json(request)), "parent_id": record.id}
    note = organisation.records.create(NOTE, str(next(organisation.ids)), fields, external_id=None)
    return _came("SUCCESS", 201, action="insert", id=note.id)


async def list_notes(request: Request) -> Response:
    notes = _organisation(request).records.holding(NOTE, "parent_id", request.path_params["id"])
    return JSONResponse({"data": [{"id": note.id, **note.fields} for note in notes]}) if notes else _nothing()


def _organisation(request: Request) -> Organisation:
    organisation = world.of(request).of(Organisation)
    token = request.headers.get("authorization", "").removeprefix("Zoho-oauthtoken ")
    if token not in organisation.tokens and not consents.is_good(request, token):
        raise Refused(refusal(401))
    return organisation


def _found(request: Request) -> Record:
    record = _organisation(request).records.get(LEAD, request.path_params["id"])
    if record is None:
        raise Refused(_came("INVALID_DATA", 400, api_name="id"))
    return record


async def _json(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.body())
    except ValueError as failure:
        raise Refused(refusal(400)) from failure
    return body if isinstance(body, dict) else {}


def _lead(body: dict[str, Any]) -> dict[str, Any]:
    """The one record that we send; e-mail and phone compare as `records` finds them."""
    data = body.get("data")
    if not isinstance(data, list) or not data or not isinstance(data[0], dict):
        raise Refused(_came("INVALID_DATA", 400, api_name="data"))
    return dict(data[0])


def _came(code: str, status: int, *, action: str = "", **details: str) -> Response:
    told = {"code": code, "action": action or None, "details": details, "message": code.lower()}
    return JSONResponse({"data": [{name: value for name, value in told.items() if value is not None}]}, status)


def _nothing() -> Response:
    return Response(status_code=204)


ROOT = f"/{VENDOR}/crm/{{version}}/Leads"
routes = [
    *DESK.pages,
    Route(f"/{VENDOR}/oauth/v2/token", give_token, methods=["POST"]),
    Route(f"/{VENDOR}/_tokens", drop_tokens, methods=["DELETE"]),
    Route(f"{ROOT}/upsert", upsert, methods=["POST"]),
    Route(ROOT, list_leads),
    Route(f"{ROOT}/{{id}}", update, methods=["PUT"]),
    Route(f"{ROOT}/{{id}}/Notes", create_note, methods=["POST"]),
    Route(f"{ROOT}/{{id}}/Notes", list_notes),
]
