"""Microsoft Graph: a mailbox's calendar that refuses no overlap, but a transaction that it has seen."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import consents, forms, world
from apps.sandbox.desk import Desk
from apps.sandbox.diaries import Diaries, Event, Place, moment
from apps.sandbox.refusals import Refused, is_wrong

VENDOR = "microsoft"
# Of a mailbox whose name begins so Graph says nothing, inside a success.
MISSING, BROKEN = "missing", "broken"
_VALUE = re.compile(r"ep/value eq '((?:[^']|'')*)'")
_GRANT = "eyJ."
_LOGIN = "/{directory}/oauth2/v2.0"
DESK = Desk(VENDOR, page=f"{_LOGIN}/authorize", token=f"{_LOGIN}/token", prefix=_GRANT, rotates=True)


class Mailboxes(Diaries):
    """Every mailbox's calendar."""

    vendor: ClassVar[str] = VENDOR


def refusal(status: int) -> Response:
    code = {401: "InvalidAuthenticationToken", 404: "ErrorItemNotFound", 429: "ApplicationThrottled"}.get(
        status, "Error"
    )
    headers = {"Retry-After": "1"} if status == 429 else None
    return JSONResponse({"error": {"code": code, "message": "refused"}}, status, headers)


async def token(request: Request) -> Response:
    if await DESK.knows(request):
        return await DESK.give(request)
    form = await forms.read(request)
    if form.first("grant_type") != "client_credentials" or is_wrong(form.first("client_secret")):
        return JSONResponse({"error": "invalid_client", "error_description": "AADSTS7000215"}, 401)
    return JSONResponse({"access_token": _GRANT + form.first("client_id"), "expires_in": 3599, "token_type": "Bearer"})


async def get_schedule(request: Request) -> Response:
    place, asked = _place(request), await _json(request)
    window = moment(asked["startTime"]), moment(asked["endTime"])
    told: dict[str, Any] = {"scheduleId": place[1], "availabilityView": "", "scheduleItems": []}
    if place[1].startswith((MISSING, BROKEN)):
        code = "ErrorMailboxNotFound" if place[1].startswith(MISSING) else "ErrorInternalServerTransientError"
        return JSONResponse({"value": [told | {"error": {"message": "no", "responseCode": code}}]})
    spans = world.of(request).of(Mailboxes).busy(place, window)
    told["scheduleItems"] = [{"status": "busy", "start": _time(a), "end": _time(b)} for a, b in spans]
    return JSONResponse({"value": [told]})


async def create(request: Request) -> Response:
    place, fields = _place(request), await _json(request)
    key = str(fields.get("transactionId", ""))
    mailboxes = world.of(request).of(Mailboxes)
    if not key or mailboxes.get(place, key):
        return JSONResponse({"error": {"code": "ErrorDuplicateTransactionId", "message": "seen"}}, 409)
    return JSONResponse(_shown(mailboxes.book(place, key, fields)), 201)


async def listed(request: Request) -> Response:
    found = _VALUE.search(request.query_params.get("$filter", ""))
    event = world.of(request).of(Mailboxes).get(_place(request), found[1].replace("''", "'")) if found else None
    return JSONResponse({"value": [_shown(event)] if event and not event.is_cancelled else []})


async def change(request: Request) -> Response:
    event = _event(request)
    world.of(request).of(Mailboxes).change(event, await _json(request))
    return JSONResponse(_shown(event))


async def delete(request: Request) -> Response:
    world.of(request).of(Mailboxes).cancel(_event(request))
    return Response(status_code=204)


def _place(request: Request) -> Place:
    secret = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not secret.startswith(_GRANT) or consents.is_over(request, secret):
        raise Refused(refusal(401))
    return consents.account(request, secret), request.path_params["person"]


def _event(request: Request) -> Event:
    event = world.of(request).of(Mailboxes).get(_place(request), request.path_params["id"].removeprefix("AAMk"))
    if event is None or event.is_cancelled:
        raise Refused(refusal(404))
    return event


async def _json(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.body())
    except ValueError as failure:
        raise Refused(refusal(400)) from failure
    return body if isinstance(body, dict) else {}


def _shown(event: Event) -> dict[str, Any]:
    start, end = event.span
    video = {"onlineMeeting": {"joinUrl": "https://teams.example/fake"}} if event.fields.get("isOnlineMeeting") else {}
    url = f"https://outlook.example/{event.id}"
    return {"id": f"AAMk{event.id}", "start": _time(start), "end": _time(end), "webLink": url, **video}


def _time(at: datetime) -> dict[str, str]:
    naive = at.astimezone(UTC).replace(tzinfo=None)
    return {"dateTime": f"{naive.isoformat(timespec='microseconds')}0", "timeZone": "UTC"}


PERSON = f"/{VENDOR}/v1.0/users/{{person}}"
routes = [
    *DESK.pages,
    Route(f"/{VENDOR}{_LOGIN}/token", token, methods=["POST"]),
    Route(f"{PERSON}/calendar/getSchedule", get_schedule, methods=["POST"]),
    Route(f"{PERSON}/events", create, methods=["POST"]),
    Route(f"{PERSON}/events", listed),
    Route(f"{PERSON}/events/{{id}}", change, methods=["PATCH"]),
    Route(f"{PERSON}/events/{{id}}", delete, methods=["DELETE"]),
]
