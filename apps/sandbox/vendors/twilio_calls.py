"""Twilio's Calls: place, list, look up, redirect, hang up."""

from __future__ import annotations

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import forms, world
from apps.sandbox.carrier import accounts, ringing, talking, twiml
from apps.sandbox.carrier.accounts import API, ELSEWHERE, Account, TwilioRefused
from apps.sandbox.carrier.calls import Call, Calls
from apps.sandbox.forms import Form
from apps.sandbox.world import World

VENDOR = accounts.VENDOR
refusal = accounts.refusal


async def place(request: Request) -> Response:
    account, form = accounts.of(request), await forms.read(request)
    _check(form)
    call = _dialled(world.of(request), account, form)
    return JSONResponse(call.resource(), 201)


async def listing(request: Request) -> Response:
    """Newest first; a listing may lag behind, as a fault orders."""
    account, here = accounts.of(request), world.of(request)
    lag = here.faults.listing_lag_seconds(VENDOR, usual=0)
    newest = here.clock.now() - timedelta(seconds=lag)
    found = [
        call
        for call in reversed(here.of(Calls).by_sid.values())
        if call.account.sid == account.sid and call.created_at <= newest and _matches(request, call)
    ]
    return accounts.page(request, "calls", found)


async def one(request: Request) -> Response:
    accounts.of(request)
    return JSONResponse(_call(request).resource())


async def update(request: Request) -> Response:
    accounts.of(request)
    call, form = _call(request), await forms.read(request)
    status = form.first("Status")
    if status == "completed" or (status == "canceled" and call.answered_at is None):
        _stop(call)
    elif form.first("Url") or form.first("Twiml"):
        _redirect(call, form)
    return JSONResponse(call.resource())


def _matches(request: Request, call: Call) -> bool:
    own = {"To": call.to, "From": call.from_, "Status": call.status, "ParentCallSid": call.parent_sid}
    wanted = request.query_params
    return all(wanted[name] == value for name, value in own.items() if name in wanted)


def _check(form: Form) -> None:
    accounts.check_number(form.first("To"), reachable=ELSEWHERE)
    if not form.first("From"):
        raise TwilioRefused(400, 21213, "'From' phone number is required")
    if given := form.first("Twiml"):
        try:
            twiml.parse(given)
        except twiml.Unreadable as failure:
            raise TwilioRefused(400, 12100, f"Document parse failure: {failure}") from failure
    elif not form.first("Url"):
        raise TwilioRefused(400, 21205, "Url parameter is required")


def _dialled(here: World, account: Account, form: Form) -> Call:
    call = here.of(Calls).add(Call(here, account, form.first("To"), form.first("From"), form))
    call.life = here.spawn(ringing.live(call, talking.talk))
    return call


def _call(request: Request) -> Call:
    call = world.of(request).of(Calls).by_sid.get(request.path_params["sid"])
    if call is None:
        path = request.url.path.removeprefix(f"/{VENDOR}")
        raise TwilioRefused(404, 20404, f"The requested resource {path} was not found")
    return call


def _stop(call: Call) -> None:
    ringing.hang_up(call)
    if call.life is not None:
        call.life.cancel()


def _redirect(call: Call, form: Form) -> None:
    """Swap the life of an answered call for one that follows the new document."""
    if call.status != "in-progress" or call.life is None:
        raise TwilioRefused(400, 21220, "Call is not in-progress. Cannot redirect.")
    before, call.life = call.life, call.world.spawn(talking.redirected(call, form))
    before.cancel()


CALLS = f"/{VENDOR}{API}/Accounts/{{account}}/Calls"
routes = [
    Route(f"{CALLS}.json", place, methods=["POST"]),
    Route(f"{CALLS}.json", listing, methods=["GET"]),
    Route(f"{CALLS}/{{sid}}.json", one, methods=["GET"]),
    Route(f"{CALLS}/{{sid}}.json", update, methods=["POST"]),
]
