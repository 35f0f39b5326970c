"""Vonage's Voice API: place, list, look up, hang up; and the dashboard's page where applications are made."""

from __future__ import annotations

from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import world
from apps.sandbox.carrier import ringing, talking
from apps.sandbox.carrier.accounts import E164
from apps.sandbox.forms import Form
from apps.sandbox.refusals import Refused
from apps.sandbox.vonage import accounts
from apps.sandbox.vonage.accounts import Applications
from apps.sandbox.vonage.calls import Call, Calls

VENDOR = accounts.VENDOR
refusal = accounts.refusal


async def make_application(request: Request) -> Response:
    """Not Vonage's API: what a tenant does on the dashboard. The private key stays with them."""
    here, wanted = world.of(request), await request.json()
    sid, public_key = str(wanted["id"]), str(wanted["public_key"])
    here.of(Applications).keys[sid] = public_key
    here.journal.write(VENDOR, accounts.MADE, id=sid, public_key=public_key)
    return JSONResponse({"id": sid, "signature_secret": accounts.application(sid).token}, 201)


async def place(request: Request) -> Response:
    account, here, wanted = accounts.of(request), world.of(request), await request.json()
    to, sender = (f"+{phone['number']}" for phone in (wanted["to"][0], wanted["from"]))
    if not E164.fullmatch(to) or not wanted.get("answer_url"):
        raise Refused(accounts.error(400, "Bad Request"))
    call = Call(here, account, to, sender, _wishes(wanted))
    here.of(Calls).by_id[call.sid] = call
    call.life = here.spawn(ringing.live(call, talking.talk))
    known = {"uuid": call.sid, "status": "started", "direction": "outbound"}
    return JSONResponse({**known, "conversation_uuid": call.conversation}, 201)


async def listing(request: Request) -> Response:
    """Newest first; it may lag behind, as a fault orders."""
    account, here, asked = accounts.of(request), world.of(request), request.query_params
    newest = here.clock.now() - timedelta(seconds=here.faults.listing_lag_seconds(VENDOR, usual=0))
    oldest = datetime.fromisoformat(asked["date_start"]) if "date_start" in asked else newest - timedelta(days=7)
    own = [call for call in reversed(here.of(Calls).by_id.values()) if call.account == account]
    found = [call.record() for call in own if oldest <= call.created_at <= newest]
    size, at = int(asked.get("page_size", 10)), int(asked.get("record_index", 0))
    page = {"count": len(found), "page_size": size, "record_index": at}
    return JSONResponse({**page, "_embedded": {"calls": found[at : at + size]}, "_links": {}})


async def one(request: Request) -> Response:
    return JSONResponse(_call(request).record())


async def change(request: Request) -> Response:
    call, wanted = _call(request), await request.json()
    if wanted.get("action") != "hangup" or call.is_over:
        raise Refused(accounts.error(400, "Bad Request"))
    ringing.hang_up(call)
    if call.life is not None:
        call.life.cancel()
    return Response(status_code=204)


def _call(request: Request) -> Call:
    accounts.of(request)
    call = world.of(request).of(Calls).by_id.get(request.path_params["id"])
    if call is None:
        raise Refused(accounts.error(404, "Not Found"))
    return call


def _wishes(wanted: dict[str, object]) -> Form:
    """In the carrier's words."""
    answer, events = (url[0] for url in (wanted["answer_url"], wanted["event_url"]) if isinstance(url, list))
    wishes = {"Url": [answer], "EventUrl": [events], "Timeout": [str(wanted.get("ringing_timer", 60))]}
    if "advanced_machine_detection" in wanted:
        wishes |= {"MachineDetection": ["Enable"], "AsyncAmd": ["true"], "AsyncAmdStatusCallback": [events]}
    return Form(wishes)


CALLS = f"/{VENDOR}/v1/calls"
routes = [
    Route(CALLS, place, methods=["POST"]),
    Route(CALLS, listing, methods=["GET"]),
    Route(f"{CALLS}/{{id}}", one, methods=["GET"]),
    Route(f"{CALLS}/{{id}}", change, methods=["PUT"]),
    Route(f"/{VENDOR}/_applications", make_application, methods=["POST"]),
]
