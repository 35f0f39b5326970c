"""Dialpad: a user's devices are rung, subscribers are told in signed tokens, and calls that are over are listed."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from datetime import datetime

import jwt
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import softphone, world
from apps.sandbox.callbacks import Callbacks, Letter
from apps.sandbox.carrier.accounts import E164
from apps.sandbox.refusals import Refused, is_wrong
from apps.sandbox.softphone import Dialled
from apps.sandbox.world import World

VENDOR = "dialpad"
MOST_A_MINUTE = 5
STATES = {"created": "calling", "answered": "connected", "over": "hangup"}


@dataclass(frozen=True)
class Hook:
    url: str
    secret: str


class Companies:
    """By the API key: where it is told, and every call of this run, newest last; by the user, when they were rung."""

    def __init__(self, here: World) -> None:
        self.hooks: dict[str, Hook] = {}
        self.calls: dict[str, list[Dialled]] = {}
        self.rung: dict[tuple[str, str], deque[float]] = {}


def refusal(status: int) -> Response:
    return JSONResponse({"error": {"code": status, "message": "Refused"}}, status, {"Retry-After": "1"})


async def ring(request: Request) -> Response:
    key, here, wanted = _entered(request), world.of(request), await request.json()
    to, user = str(wanted.get("phone_number")), str(wanted.get("user_id"))
    if not E164.fullmatch(to):
        raise Refused(refusal(400))
    companies = here.of(Companies)
    _check_pace(companies.rung.setdefault((key, user), deque(maxlen=MOST_A_MINUTE)))
    note, sender = str(wanted.get("custom_data", "")), str(wanted.get("outbound_caller_id", ""))
    call = Dialled(here, VENDOR, user, to, sender, lambda call, how: _tell(key, call, STATES[how]), note)
    companies.calls.setdefault(key, []).append(softphone.dial(call))
    return JSONResponse({"call_id": call.id})


async def listing(request: Request) -> Response:
    """As theirs: only what is over, newest first."""
    key, here = _entered(request), world.of(request)
    oldest = int(request.query_params.get("started_after", 0))
    known = reversed(here.of(Companies).calls.get(key, []))
    found = [_record(call, "hangup") for call in known if call.ended_at and _ms(call.created_at) >= oldest]
    return JSONResponse({"items": found, "cursor": None})


async def one(request: Request) -> Response:
    call = _call(request)
    state = "hangup" if call.ended_at else "connected" if call.answered_at else "calling"
    return JSONResponse(_record(call, state))


async def hang_up(request: Request) -> Response:
    call = _call(request)
    if call.ended_at:
        raise Refused(refusal(400))
    softphone.hang_up(call)
    return Response(status_code=204)


async def show_company(request: Request) -> Response:
    _entered(request)
    return JSONResponse({"id": "1", "name": "Pretend"})


async def make_webhook(request: Request) -> Response:
    """One a company here; the subscription that they want beside it tells nothing more."""
    key, wanted = _entered(request), await request.json()
    world.of(request).of(Companies).hooks[key] = Hook(str(wanted["hook_url"]), str(wanted["secret"]))
    return JSONResponse({"id": "1", "hook_url": wanted["hook_url"], "signature": {"algo": "HS256", "type": "jwt"}})


async def subscribe(request: Request) -> Response:
    _entered(request)
    return JSONResponse({"id": "2", "enabled": True, **(await request.json())})


def _check_pace(rung: deque[float]) -> None:
    now = time.monotonic()
    if len(rung) == MOST_A_MINUTE and now - rung[0] < 60:
        raise Refused(refusal(429))
    rung.append(now)


def _tell(key: str, call: Dialled, state: str) -> None:
    if hook := call.world.of(Companies).hooks.get(key):
        told = _record(call, state) | {"event_timestamp": _ms(call.world.clock.now())}
        token = jwt.encode(told, hook.secret, "HS256")
        letter = Letter(VENDOR, hook.url, {}, {"Content-Type": "application/jwt"}, body=token.encode())
        call.world.of(Callbacks).tell(letter, call.thread)


def _record(call: Dialled, state: str) -> dict[str, object]:
    times = {"date_started": call.created_at, "date_connected": call.answered_at, "date_ended": call.ended_at}
    known = {"call_id": call.id, "state": state, "direction": "outbound", "custom_data": call.note}
    numbers = {"external_number": call.to, "internal_number": call.from_}
    return {**known, **numbers, **{name: _ms(at) if at else None for name, at in times.items()}}


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _call(request: Request) -> Dialled:
    key = _entered(request)
    for call in world.of(request).of(Companies).calls.get(key, []):
        if str(call.id) == request.path_params["id"]:
            return call
    raise Refused(refusal(404))


def _entered(request: Request) -> str:
    """The API key; raises `Refused`."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme != "Bearer" or is_wrong(key):
        raise Refused(refusal(401))
    return key


CALLS = f"/{VENDOR}/api/v2/call"
routes = [
    Route(CALLS, ring, methods=["POST"]),
    Route(CALLS, listing, methods=["GET"]),
    Route(f"{CALLS}/{{id}}", one, methods=["GET"]),
    Route(f"{CALLS}/{{id}}/actions/hangup", hang_up, methods=["PUT"]),
    Route(f"/{VENDOR}/api/v2/company", show_company, methods=["GET"]),
    Route(f"/{VENDOR}/api/v2/webhooks", make_webhook, methods=["POST"]),
    Route(f"/{VENDOR}/api/v2/subscriptions/call", subscribe, methods=["POST"]),
]
