"""Twilio's Recordings: look up, listen, delete."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import world
from apps.sandbox.carrier import accounts
from apps.sandbox.carrier.accounts import API, TwilioRefused
from apps.sandbox.carrier.recordings import Recorded, Recordings

VENDOR = accounts.VENDOR
refusal = accounts.refusal


async def one(request: Request) -> Response:
    return JSONResponse(_found(request).resource())


async def listen(request: Request) -> Response:
    found = _found(request)
    asked = int(request.query_params.get("RequestedChannels", 1))
    if asked > found.channels:
        raise TwilioRefused(400, 21220, "The recording has no such channel")
    world.of(request).journal.write(VENDOR, "recording.fetched", id=found.sid, channels=asked)
    return Response(found.wav(asked), media_type="audio/x-wav")


async def delete(request: Request) -> Response:
    found = _found(request)
    del world.of(request).of(Recordings).by_sid[found.sid]
    world.of(request).journal.write(VENDOR, "recording.deleted", id=found.sid)
    return Response(status_code=204)


def _found(request: Request) -> Recorded:
    account = accounts.of(request)
    found = world.of(request).of(Recordings).by_sid.get(request.path_params["sid"])
    if found is None or found.call.account.sid != account.sid:
        path = request.url.path.removeprefix(f"/{VENDOR}")
        raise TwilioRefused(404, 20404, f"The requested resource {path} was not found")
    return found


RECORDINGS = f"/{VENDOR}{API}/Accounts/{{account}}/Recordings"
routes = [
    Route(f"{RECORDINGS}/{{sid}}.wav", listen, methods=["GET"]),
    Route(f"{RECORDINGS}/{{sid}}.json", one, methods=["GET"]),
    Route(f"{RECORDINGS}/{{sid}}.json", delete, methods=["DELETE"]),
]
