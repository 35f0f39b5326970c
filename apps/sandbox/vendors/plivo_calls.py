"""Plivo's Calls: place, list by how they stand, look up, hang up."""

from __future__ import annotations

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import world
from apps.sandbox.carrier import ringing, talking
from apps.sandbox.carrier.accounts import E164
from apps.sandbox.forms import Form
from apps.sandbox.plivo import accounts
from apps.sandbox.plivo.calls import Call, Calls
from apps.sandbox.refusals import Refused

VENDOR = accounts.VENDOR
refusal = accounts.refusal


async def place(request: Request) -> Response:
    account, here, wanted = accounts.of(request), world.of(request), await request.json()
    to = f"+{wanted.get('to', '')}"
    if not E164.fullmatch(to):
        raise Refused(accounts.error(400, "to is not valid"))
    if not wanted.get("answer_url"):
        raise Refused(accounts.error(400, "answer_url is required"))
    call = Call(here, account, to, f"+{wanted['from']}", _wishes(wanted))
    here.of(Calls).by_id[call.sid] = call
    call.life = here.spawn(ringing.live(call, talking.talk))
    return JSONResponse({"api_id": "0", "message": "call fired", "request_uuid": call.sid}, 201)


async def listing(request: Request) -> Response:
    """A listing of those that are over may lag behind, as a fault orders."""
    account, here = accounts.of(request), world.of(request)
    own = [call for call in reversed(here.of(Calls).by_id.values()) if call.account == account]
    if status := request.query_params.get("status"):
        return JSONResponse({"api_id": "0", "calls": [call.sid for call in own if _list_of(call) == status]})
    newest = here.clock.now() - timedelta(seconds=here.faults.listing_lag_seconds(VENDOR, usual=0))
    ended = [call.record() for call in own if call.ended_at is not None and call.ended_at <= newest]
    wanted = {name: request.query_params.get(name) for name in ("to_number", "from_number")}
    found = [each for each in ended if all(value in (None, each[name]) for name, value in wanted.items())]
    return JSONResponse({"api_id": "0", "objects": found, "meta": {"total_count": len(found)}})


async def one(request: Request) -> Response:
    call, status = _call(request), request.query_params.get("status")
    if _list_of(call) != (status or "over"):
        raise Refused(accounts.error(404, "not found"))
    return JSONResponse(call.listed() if status else call.record())


async def hang_up(request: Request) -> Response:
    """One that goes on."""
    call = _call(request)
    if _list_of(call) != "live" or call.answered_at is None:
        raise Refused(accounts.error(404, "not found"))
    return _stopped(call)


async def cancel(request: Request) -> Response:
    """One that rings."""
    call = _call(request)
    if call.is_over or call.answered_at is not None:
        raise Refused(accounts.error(404, "not found"))
    return _stopped(call)


async def show_account(request: Request) -> Response:
    return JSONResponse({"api_id": "0", "auth_id": accounts.of(request).sid, "name": "Pretend"})


def _list_of(call: Call) -> str:
    if call.is_over:
        return "over"
    return "queued" if call.status in ("queued", "initiated") else "live"


def _stopped(call: Call) -> Response:
    ringing.hang_up(call)
    if call.life is not None:
        call.life.cancel()
    return Response(status_code=204)


def _call(request: Request) -> Call:
    accounts.of(request)
    call = world.of(request).of(Calls).by_id.get(request.path_params["id"])
    if call is None:
        raise Refused(accounts.error(404, "not found"))
    return call


def _wishes(wanted: dict[str, object]) -> Form:
    """In the carrier's words."""
    names = {"Url": "answer_url", "RingUrl": "ring_url", "HangupUrl": "hangup_url", "Timeout": "ring_timeout"}
    wishes = {name: [str(wanted[theirs])] for name, theirs in names.items() if theirs in wanted}
    if url := wanted.get("machine_detection_url"):
        wishes |= {"MachineDetection": ["Enable"], "AsyncAmd": ["true"], "AsyncAmdStatusCallback": [str(url)]}
    return Form(wishes)


ACCOUNT = f"/{VENDOR}/v1/Account/{{account}}"
routes = [
    Route(f"{ACCOUNT}/", show_account, methods=["GET"]),
    Route(f"{ACCOUNT}/Call/", place, methods=["POST"]),
    Route(f"{ACCOUNT}/Call/", listing, methods=["GET"]),
    Route(f"{ACCOUNT}/Call/{{id}}/", one, methods=["GET"]),
    Route(f"{ACCOUNT}/Call/{{id}}/", hang_up, methods=["DELETE"]),
    Route(f"{ACCOUNT}/Request/{{id}}/", cancel, methods=["DELETE"]),
]
