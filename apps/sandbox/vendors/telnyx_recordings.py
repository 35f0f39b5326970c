"""Telnyx's recordings: look up, listen at an address that wants no key, delete."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import world
from apps.sandbox.carrier.recordings import two_tones
from apps.sandbox.telnyx import accounts
from apps.sandbox.telnyx.accounts import TelnyxRefused
from apps.sandbox.telnyx.legs import Legs, Recorded

VENDOR = accounts.VENDOR


async def one(request: Request) -> Response:
    accounts.entered(request)
    found = _found(request)
    url = str(request.url_for("telnyx_audio", id=found.id))
    known = {"record_type": "recording", "id": found.id, "call_control_id": found.leg.id, "channels": "dual"}
    return JSONResponse({"data": known | {"status": "completed", "download_urls": {"wav": url}}})


async def listen(request: Request) -> Response:
    found = _found(request)
    world.of(request).journal.write(VENDOR, "recording.fetched", id=found.id)
    return Response(two_tones(found.seconds), media_type="audio/wav")


async def delete(request: Request) -> Response:
    accounts.entered(request)
    found = _found(request)
    del world.of(request).of(Legs).recordings[found.id]
    world.of(request).journal.write(VENDOR, "recording.deleted", id=found.id)
    return JSONResponse({"data": {"record_type": "recording", "id": found.id, "status": "deleted"}})


def _found(request: Request) -> Recorded:
    found = world.of(request).of(Legs).recordings.get(request.path_params["id"])
    if found is None:
        raise TelnyxRefused(404, "10005", "Resource not found")
    return found


RECORDINGS = f"/{VENDOR}/recordings"
routes = [
    Route(f"{RECORDINGS}/{{id}}", one, methods=["GET"]),
    Route(f"{RECORDINGS}/{{id}}", delete, methods=["DELETE"]),
    Route(f"/{VENDOR}-storage/{{id}}.wav", listen, methods=["GET"], name="telnyx_audio"),
]
