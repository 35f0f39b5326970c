"""Aircall: users whose apps dial, one webhook that is told all, and the list of calls."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import basic, softphone, world
from apps.sandbox.callbacks import Callbacks, Letter
from apps.sandbox.carrier.accounts import E164
from apps.sandbox.refusals import Refused
from apps.sandbox.softphone import Dialled
from apps.sandbox.world import World

VENDOR = "aircall"
# The number that every company here has.
NUMBER = {"id": 1234, "name": "Sales", "digits": "+1 202-555-0100"}
EVENTS = {"created": "call.created", "answered": "call.answered", "over": "call.hungup"}
SUMMED_UP_SECONDS = 0.3


@dataclass(frozen=True)
class Hook:
    """Where a company is told, and by which token it knows who tells."""

    url: str
    token: str


class Companies:
    """By the API ID: the webhook, and every call of this run, newest last."""

    def __init__(self, here: World) -> None:
        self.hooks: dict[str, Hook] = {}
        self.calls: dict[str, list[Dialled]] = {}
        # Users whose app is closed.
        self.away: set[str] = set()


def refusal(status: int) -> Response:
    headers = {"X-AircallApi-Limit": "60", "X-AircallApi-Reset": str(int(time.time()) + 1)}
    return JSONResponse({"error": "Refused", "troubleshoot": ""}, status, headers)


async def dial(request: Request) -> Response:
    """Taken without a word: there is no call before the app has dialled."""
    company, here, wanted = _entered(request), world.of(request), await request.json()
    user, to = request.path_params["user"], str(wanted.get("to"))
    if not E164.fullmatch(to) or wanted.get("number_id") != NUMBER["id"]:
        raise Refused(refusal(400))
    companies = here.of(Companies)
    if user in companies.away:
        raise Refused(refusal(405))
    call = Dialled(here, VENDOR, user, to, "+12025550100", lambda call, how: _tell(company, call, how))
    companies.calls.setdefault(company, []).append(softphone.dial(call))
    return Response(status_code=204)


async def search(request: Request) -> Response:
    """Newest first; it may lag behind, as a fault orders."""
    company, here, asked = _entered(request), world.of(request), request.query_params
    newest = here.clock.now() - timedelta(seconds=here.faults.listing_lag_seconds(VENDOR, usual=0))
    known = reversed(here.of(Companies).calls.get(company, []))
    found = [call for call in known if call.created_at <= newest and call.to == asked.get("phone_number", call.to)]
    recent = [call for call in found if _seconds(call.created_at) >= int(asked.get("from", 0))]
    meta = {"count": len(recent), "total": len(recent), "next_page_link": None, "previous_page_link": None}
    return JSONResponse({"meta": meta, "calls": [_record(call) for call in recent]})


async def one(request: Request) -> Response:
    company, known = _entered(request), world.of(request).of(Companies)
    for call in known.calls.get(company, []):
        if str(call.id) == request.path_params["id"]:
            return JSONResponse({"call": _record(call)})
    raise Refused(refusal(404))


async def show_company(request: Request) -> Response:
    _entered(request)
    return JSONResponse({"company": {"name": "Pretend", "users_count": 2, "numbers_count": 1}})


async def make_webhook(request: Request) -> Response:
    company, wanted = _entered(request), await request.json()
    hook = Hook(str(wanted["url"]), token_hex(16))
    world.of(request).of(Companies).hooks[company] = hook
    return JSONResponse({"webhook": {"webhook_id": token_hex(8), "url": hook.url, "token": hook.token}}, 201)


async def open_and_close(request: Request) -> Response:
    """Not Aircall's: a rep in the pretend world opens or closes their app."""
    wanted, known = await request.json(), world.of(request).of(Companies)
    (known.away.discard if wanted["is_open"] else known.away.add)(str(wanted["user"]))
    return Response(status_code=204)


def _tell(company: str, call: Dialled, how: str) -> None:
    """What has happened; of an end all is told once more, when it is summed up."""
    _send(company, call, EVENTS[how])
    if how == "over":
        call.world.spawn(_sum_up(company, call))


async def _sum_up(company: str, call: Dialled) -> None:
    await asyncio.sleep(SUMMED_UP_SECONDS)
    _send(company, call, "call.ended")


def _send(company: str, call: Dialled, event: str) -> None:
    if hook := call.world.of(Companies).hooks.get(company):
        told = {"resource": "call", "event": event, "timestamp": int(time.time()), "token": hook.token}
        body = orjson.dumps(told | {"data": _record(call)})
        letter = Letter(VENDOR, hook.url, {}, {"Content-Type": "application/json"}, body=body)
        call.world.of(Callbacks).tell(letter, call.thread)


def _record(call: Dialled) -> dict[str, object]:
    status = "done" if call.ended_at else "answered" if call.answered_at else "initial"
    times = {"started_at": call.created_at, "answered_at": call.answered_at, "ended_at": call.ended_at}
    seconds = {name: _seconds(at) if at else None for name, at in times.items()}
    digits = f"{call.to[:2]} {call.to[2:5]}-{call.to[5:8]}-{call.to[8:]}"
    known = {"id": call.id, "sid": f"CA{call.id}", "direction": "outbound", "status": status, "raw_digits": digits}
    return {**known, **seconds, "user": {"id": int(call.user)}, "number": NUMBER, "missed_call_reason": None}


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def _entered(request: Request) -> str:
    """The company's API ID; raises `Refused`."""
    if (known := basic.credentials(request)) is None:
        raise Refused(refusal(401))
    return known[0]


routes = [
    Route(f"/{VENDOR}/v1/users/{{user}}/calls", dial, methods=["POST"]),
    Route(f"/{VENDOR}/v1/calls/search", search, methods=["GET"]),
    Route(f"/{VENDOR}/v1/calls/{{id}}", one, methods=["GET"]),
    Route(f"/{VENDOR}/v1/company", show_company, methods=["GET"]),
    Route(f"/{VENDOR}/v1/webhooks", make_webhook, methods=["POST"]),
    Route(f"/{VENDOR}/_apps", open_and_close, methods=["POST"]),
]
