"""A tenant's own endpoints: a CRM that keeps one record for one lead, a chat for alerts, and a place for events."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import world
from apps.sandbox.records import Cabinet
from apps.sandbox.refusals import Refused
from apps.sandbox.world import World

VENDOR = "receiver"
LEAD, CALL = "lead", "calls"
SIGNED = ("x-signature-256", "x-timestamp")
STANDARD = ("webhook-id", "webhook-timestamp", "webhook-signature")


class Books:
    """What one pretend company keeps of what it is told."""

    def __init__(self, world: World) -> None:
        self.records = Cabinet(world, VENDOR)


async def crm(request: Request) -> Response:
    """One record for one `lead_id`; unsigned words are not taken."""
    told = await _signed(request, SIGNED)
    records = world.of(request).of(Books).records
    match told.get("event"):
        case "lead.upserted":
            return _kept(records, told)
        case "lead.opted_out":
            record = records.get(LEAD, str(told.get("record_id")))
            if record is None:
                return Response(status_code=404)
            flags = {name: value for name, value in told.items() if name.startswith("no_")}
            records.update(record, flags, external_id=record.id)
            return JSONResponse({"id": record.id})
        case "call.ended":
            return _noted(records, told)
        case _:
            return JSONResponse({"ok": True})


async def alerts(request: Request) -> Response:
    told = await _signed(request, SIGNED)
    if told.get("event") != "ping":
        world.of(request).journal.write(VENDOR, "alert.sent", text=told.get("title", ""), message=told)
    return Response(status_code=204)


async def events(request: Request) -> Response:
    told = await _signed(request, STANDARD)
    headers = {name: request.headers[name] for name in STANDARD}
    body = (await request.body()).decode()
    world.of(request).journal.write(VENDOR, "event.received", type=told.get("type"), headers=headers, body=body)
    return Response(status_code=204)


def refusal(status: int) -> Response:
    return JSONResponse({"error": "refused"}, status, {"Retry-After": "1"} if status == 429 else None)


def _kept(records: Cabinet, told: dict[str, Any]) -> Response:
    lead_id, fields = str(told["lead_id"]), dict(told.get("lead", {}))
    if known := records.get(LEAD, lead_id):
        records.update(known, fields, external_id=lead_id)
        return JSONResponse({"id": lead_id})
    if told.get("record_id"):
        return Response(status_code=404)
    records.create(LEAD, lead_id, fields, external_id=lead_id)
    return JSONResponse({"id": lead_id}, 201)


def _noted(records: Cabinet, told: dict[str, Any]) -> Response:
    call = dict(told["call"])
    if records.get(LEAD, str(told.get("record_id"))) is None:
        return Response(status_code=404)
    if records.get(CALL, call["id"]) is None:
        records.create(CALL, call["id"], call | {"record_id": told["record_id"]}, external_id=call["id"])
    return JSONResponse({"id": call["id"]})


async def _signed(request: Request, headers: tuple[str, ...]) -> dict[str, Any]:
    """The secret is its reader's own; that there is a signature at all is looked at here."""
    if any(not request.headers.get(name) for name in headers):
        raise Refused(refusal(401))
    try:
        told = json.loads(await request.body())
    except ValueError as failure:
        raise Refused(refusal(400)) from failure
    if not isinstance(told, dict):
        raise Refused(refusal(400))
    return told


routes = [
    Route(f"/{VENDOR}/crm", crm, methods=["POST"]),
    Route(f"/{VENDOR}/alerts", alerts, methods=["POST"]),
    Route(f"/{VENDOR}/events", events, methods=["POST"]),
]
