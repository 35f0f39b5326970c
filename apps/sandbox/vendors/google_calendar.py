"""Google Calendar v3: refuses no overlap, but an id that it knows; a calendar that it can't read looks free."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import consents, forms, world
from apps.sandbox.desk import Desk
from apps.sandbox.diaries import Diaries, Event, Fields, Place, moment
from apps.sandbox.refusals import Refused, is_wrong

VENDOR = "google"
TOKEN_SECONDS = 3_599
# A calendar whose name begins so is not there; of one that begins with "broken" Google can tell nothing.
MISSING, BROKEN = "missing", "broken"
_ID = re.compile(r"[a-v0-9]{5,1024}")
_GRANT = "ya29."
DESK = Desk(VENDOR, page="/o/oauth2/v2/auth", token="/token", revoke="/revoke", prefix=_GRANT)  # noqa: S106  # paths


def error(status: int, reason: str, message: str, *, domain: str = "global") -> Response:
    detail = {"domain": domain, "reason": reason, "message": message}
    return JSONResponse({"error": {"errors": [detail], "code": status, "message": message}}, status)


def refusal(status: int) -> Response:
    match status:
        case 401:
            return error(401, "authError", "Invalid Credentials")
        case 403:
            return error(403, "rateLimitExceeded", "Rate Limit Exceeded", domain="usageLimits")
        case 404:
            return error(404, "notFound", "Not Found")
        case 429:
            return error(429, "rateLimitExceeded", "Rate Limit Exceeded", domain="usageLimits")
        case _:
            return error(status, "backendError", "Backend Error")


async def token(request: Request) -> Response:
    """The access token carries the refresh token, so that a restart forgets nobody."""
    if await DESK.knows(request):
        return await DESK.give(request)
    form = await forms.read(request)
    secret, refresh_token = form.first("client_secret"), form.first("refresh_token")
    if form.first("grant_type") != "refresh_token" or is_wrong(secret) or is_wrong(refresh_token):
        told = {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
        return JSONResponse(told, 400)
    granted = {"access_token": f"{_GRANT}{refresh_token}", "expires_in": TOKEN_SECONDS, "token_type": "Bearer"}
    return JSONResponse(granted | {"scope": "https://www.googleapis.com/auth/calendar"})


async def free_busy(request: Request) -> Response:
    account, asked = _account(request), await _json(request)
    start, end = (datetime.fromisoformat(str(asked.get(name))) for name in ("timeMin", "timeMax"))
    if start >= end:
        raise Refused(error(400, "timeRangeEmpty", "The specified time range is empty.", domain="calendar"))
    diaries = world.of(request).of(Diaries)
    wanted = [str(item["id"]) for item in asked.get("items", [])]
    found = {name: _looked_up(diaries, (account, name), (start, end)) for name in wanted}
    window = {"timeMin": _time(start), "timeMax": _time(end)}
    return JSONResponse({"kind": "calendar#freeBusy", **window, "calendars": found})


async def insert(request: Request) -> Response:
    """Overlaps are fine with Google; an id that was there, deleted or not, is a conflict."""
    place, fields = _place(request), await _json(request)
    event_id = str(fields.pop("id", ""))
    if not _ID.fullmatch(event_id):
        raise Refused(error(400, "invalid", "Invalid resource id value."))
    _check(fields)
    diaries = world.of(request).of(Diaries)
    if diaries.get(place, event_id):
        raise Refused(error(409, "duplicate", "The requested identifier already exists."))
    return JSONResponse(_shown(diaries.book(place, event_id, fields)))


async def show(request: Request) -> Response:
    """A deleted event is still shown, as cancelled."""
    return JSONResponse(_shown(_event(request)))


async def change(request: Request) -> Response:
    event, fields = _living(request), await _json(request)
    _check(event.fields | fields)
    world.of(request).of(Diaries).change(event, fields)
    return JSONResponse(_shown(event))


async def delete(request: Request) -> Response:
    world.of(request).of(Diaries).cancel(_living(request))
    return Response(status_code=204)


async def listed(request: Request) -> Response:
    found = world.of(request).of(Diaries).of(_place(request))
    return JSONResponse({"kind": "calendar#events", "items": [_shown(each) for each in found if not each.is_cancelled]})


async def plant(request: Request) -> Response:
    """Not Google's: somebody else takes the time, in the named calendar or ("*") in everybody's."""
    told = await _json(request)
    span = datetime.fromisoformat(told["start"]), datetime.fromisoformat(told["end"])
    world.of(request).of(Diaries).plant(str(told.get("calendar", "*")), span)
    return JSONResponse({"status": "planted"}, 201)


def _looked_up(diaries: Diaries, place: Place, window: tuple[datetime, datetime]) -> Fields:
    for begin, reason in ((MISSING, "notFound"), (BROKEN, "internalError")):
        if place[1].startswith(begin):
            return {"errors": [{"domain": "global", "reason": reason}], "busy": []}
    return {"busy": [{"start": _time(a), "end": _time(b)} for a, b in diaries.busy(place, window)]}


def _account(request: Request) -> str:
    secret = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not secret.startswith(_GRANT) or is_wrong(secret.removeprefix(_GRANT)) or consents.is_over(request, secret):
        raise Refused(refusal(401))
    return consents.account(request, secret).removeprefix(_GRANT)


def _place(request: Request) -> Place:
    account, calendar = _account(request), request.path_params["calendar"]
    if calendar.startswith(MISSING):
        raise Refused(refusal(404))
    return account, calendar


def _event(request: Request) -> Event:
    event = world.of(request).of(Diaries).get(_place(request), request.path_params["id"])
    if event is None:
        raise Refused(refusal(404))
    return event


def _living(request: Request) -> Event:
    event = _event(request)
    if event.is_cancelled:
        raise Refused(error(410, "deleted", "Resource has been deleted"))
    return event


async def _json(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.body())
    except ValueError as failure:
        raise Refused(error(400, "parseError", "Parse Error")) from failure
    if not isinstance(body, dict):
        raise Refused(error(400, "parseError", "Parse Error"))
    return body


def _check(fields: Fields) -> None:
    try:
        start, end = moment(fields["start"]), moment(fields["end"])
    except (KeyError, TypeError, ValueError) as failure:
        raise Refused(error(400, "required", "Missing end time.")) from failure
    if start >= end:
        raise Refused(error(400, "timeRangeEmpty", "The specified time range is empty.", domain="calendar"))


def _shown(event: Event) -> Fields:
    own: Fields = {
        "kind": "calendar#event",
        "id": event.id,
        "status": "cancelled" if event.is_cancelled else "confirmed",
        "htmlLink": f"https://www.google.com/calendar/event?eid={quote(event.id)}",
        "created": _time(event.made_at),
        "iCalUID": f"{event.id}@google.com",
        "sequence": event.sequence,
    }
    if "conferenceData" in event.fields:
        own["hangoutLink"] = "https://meet.google.com/fak-efak-efa"
    return event.fields | own


def _time(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


V3 = f"/{VENDOR}/calendar/v3"
EVENTS = f"{V3}/calendars/{{calendar}}/events"
routes = [
    *DESK.pages,
    Route(f"/{VENDOR}/token", token, methods=["POST"]),
    Route(f"{V3}/freeBusy", free_busy, methods=["POST"]),
    Route(EVENTS, insert, methods=["POST"]),
    Route(EVENTS, listed, methods=["GET"]),
    Route(f"{EVENTS}/{{id}}", show, methods=["GET"]),
    Route(f"{EVENTS}/{{id}}", change, methods=["PATCH"]),
    Route(f"{EVENTS}/{{id}}", delete, methods=["DELETE"]),
    Route(f"/{VENDOR}/_busy", plant, methods=["POST"]),
]
