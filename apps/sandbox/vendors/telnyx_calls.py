"""Telnyx's Call Control: dial, order, look up, and what was told."""

from __future__ import annotations

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import world
from apps.sandbox.carrier.accounts import E164
from apps.sandbox.journal import stamp
from apps.sandbox.telnyx import accounts, obeying
from apps.sandbox.telnyx.accounts import TelnyxRefused
from apps.sandbox.telnyx.legs import Leg, Legs, Told

VENDOR = accounts.VENDOR


async def dial(request: Request) -> Response:
    account, here, wanted = accounts.entered(request), world.of(request), await request.json()
    legs, key = here.of(Legs), f"{account.api_key} {wanted.get('command_id') or id(request)}"
    if (known := legs.by_command.get(key)) is None:
        if not E164.fullmatch(str(wanted.get("to"))):
            raise TelnyxRefused(422, "10016", "Phone number must be in +E164 format")
        known = legs.by_command[key] = Leg(here, account, wanted)
        legs.by_id[known.id] = known
        known.life = here.spawn(obeying.live(known))
        if lead := legs.by_id.get(str(wanted.get("link_to"))):
            lead.waiting_for.add(known.life)
            known.life.add_done_callback(lead.waiting_for.discard)
    return JSONResponse({"data": known.resource() | {"is_alive": False}})


async def one(request: Request) -> Response:
    accounts.entered(request)
    return JSONResponse({"data": _leg(request).resource()})


async def order(request: Request) -> Response:
    accounts.entered(request)
    leg, wanted = _leg(request), await request.json()
    obeying.obey(leg, request.path_params["order"], wanted)
    return JSONResponse({"data": {"result": "ok"}})


async def update_state(request: Request) -> Response:
    accounts.entered(request)
    leg = _leg(request)
    leg.client_state = (await request.json())["client_state"]
    return JSONResponse({"data": {"result": "ok"}})


async def events(request: Request) -> Response:
    """A listing may lag behind, as a fault orders."""
    account, here = accounts.entered(request), world.of(request)
    lag = here.faults.listing_lag_seconds(VENDOR, usual=0)
    newest = stamp(here.clock.now() - timedelta(seconds=lag))
    told = (each for each in here.of(Legs).told if each.at <= newest and each.leg.account == account)
    found = [each for each in told if _matches(request, each)]
    return JSONResponse({"data": [each.resource() for each in found], "meta": {"total_results": len(found)}})


async def public_key(request: Request) -> Response:
    return JSONResponse({"data": {"record_type": "public_key", "public": accounts.entered(request).public_key}})


async def application(request: Request) -> Response:
    accounts.entered(request)
    named = {"id": request.path_params["id"], "application_name": "The pretend application", "active": True}
    return JSONResponse({"data": named})


def _leg(request: Request) -> Leg:
    leg = world.of(request).of(Legs).by_id.get(request.path_params["id"])
    if leg is None:
        raise TelnyxRefused(404, "10005", "Resource not found")
    return leg


def _matches(request: Request, told: Told) -> bool:
    own = {"name": told.name, "type": "webhook", "to": told.leg.to, "from": told.leg.wishes["from"]}
    own["leg_id"] = told.leg.leg_id
    wanted = request.query_params
    is_named = all(wanted[f"filter[{name}]"] == value for name, value in own.items() if f"filter[{name}]" in wanted)
    return is_named and told.at >= wanted.get("filter[occurred_at][gte]", "")


CALLS = f"/{VENDOR}/calls"
routes = [
    Route(CALLS, dial, methods=["POST"]),
    Route(f"{CALLS}/{{id}}", one, methods=["GET"]),
    Route(f"{CALLS}/{{id}}/actions/client_state_update", update_state, methods=["PUT"]),
    Route(f"{CALLS}/{{id}}/actions/{{order}}", order, methods=["POST"]),
    Route(f"/{VENDOR}/call_events", events, methods=["GET"]),
    Route(f"/{VENDOR}/public_key", public_key, methods=["GET"]),
    Route(f"/{VENDOR}/call_control_applications/{{id}}", application, methods=["GET"]),
]
