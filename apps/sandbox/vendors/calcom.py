"""Cal.com v2: event types that are open around the clock, bookings that never overlap, and versions that matter."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import world
from apps.sandbox.diaries import Diaries, Event, Fields, Place, Span
from apps.sandbox.refusals import Refused, is_wrong

VENDOR = "calcom"
# An event type whose number begins so is not there; of one that begins with 500 Cal.com can tell nothing.
MISSING, BROKEN = "404", "500"
LENGTH = timedelta(minutes=30)
SLOTS, BOOKINGS = ("2024-09-04",), ("2024-08-13", "2026-02-25", "2026-05-01")
TAKEN = "User either already has booking at this time or is not available"
OLD_BODY = ("start", "eventTypeId", "timeZone", "language", "metadata")
KNOWN = {"name", "email", "phoneNumber", "timeZone", "language"}


class Bookings(Diaries):
    """Every event type's bookings."""

    vendor: ClassVar[str] = VENDOR

    def named(self, account: str, uid: str) -> Event | None:
        return next((each for each in self.events.values() if (each.place[0], each.id) == (account, uid)), None)


def error(status: int, code: str, message: str) -> Response:
    details = {"message": message, "error": code.removesuffix("Exception"), "statusCode": status}
    told = {"code": code, "message": message, "details": details}
    return JSONResponse({"status": "error", "path": "/v2", "error": told}, status)


def refusal(status: int) -> Response:
    if status == 401:
        return error(401, "UnauthorizedException", "ApiAuthStrategy - api key - Your api key is not valid")
    code = {400: "BadRequestException", 404: "NotFoundException", 429: "ThrottlerException"}.get(status)
    return error(status, code or "InternalServerErrorException", "refused")


async def slots(request: Request) -> Response:
    account, asked = _account(request), request.query_params
    if request.headers.get("cal-api-version") not in SLOTS:
        raise Refused(error(400, "BadRequestException", "startTime must be an ISO date, endTime must be an ISO date"))
    place = account, asked["eventTypeId"]
    _require_type(place)
    days: dict[str, list[Fields]] = {}
    for start, end in _free(request, place, (_time(asked["start"]), _time(asked["end"]))):
        told = {"start": _shown_time(start)} | ({"end": _shown_time(end)} if asked.get("format") == "range" else {})
        days.setdefault(f"{start:%Y-%m-%d}", []).append(told)
    return JSONResponse({"data": days, "status": "success"})


async def book(request: Request) -> Response:
    account, asked = _account(request), await _json(request)
    _require_version(request)
    place = account, str(asked.get("eventTypeId"))
    _require_type(place)
    guest = asked.get("attendee") or {}
    if not set(guest) <= KNOWN or not {"name", "timeZone"} <= set(guest) or not {"email", "phoneNumber"} & set(guest):
        raise Refused(error(400, "BadRequestException", "attendee property is wrong"))
    start = _time(asked["start"])
    _require_free(request, place, start)
    fields = {"attendee": guest, "metadata": asked.get("metadata", {}), "notes": asked.get("bookingFieldsResponses")}
    return _answer(_booked(request, place, start, fields), 201)


async def listed(request: Request) -> Response:
    account, asked = _account(request), request.query_params
    _require_version(request)
    found = [each for (place, _), each in world.of(request).of(Bookings).events.items() if place[0] == account]
    if "eventTypeId" in asked:
        _require_type((account, asked["eventTypeId"]))
        found = [each for each in found if each.place[1] == asked["eventTypeId"]]
    if "afterStart" in asked:
        found = [each for each in found if each.span[0] >= _time(asked["afterStart"])]
    if "beforeEnd" in asked:
        found = [each for each in found if each.span[1] <= _time(asked["beforeEnd"])]
    return JSONResponse({"status": "success", "data": [_shown(each) for each in found][: int(asked.get("take", 100))]})


async def show(request: Request) -> Response:
    _require_version(request)
    return _answer(_event(request), 200)


async def cancel(request: Request) -> Response:
    _require_version(request)
    event = _event(request)
    if event.is_cancelled:
        raise Refused(error(400, "BadRequestException", "Can't cancel booking because it has been cancelled already"))
    world.of(request).of(Bookings).cancel(event)
    return _answer(event, 200)


async def reschedule(request: Request) -> Response:
    """The old booking is cancelled and names the new one."""
    _require_version(request)
    event, asked = _event(request), await _json(request)
    if event.is_cancelled:
        raise Refused(error(400, "BadRequestException", "Can't reschedule a cancelled booking"))
    start = _time(asked["start"])
    event.is_cancelled = True
    try:
        _require_free(request, event.place, start)
    finally:
        event.is_cancelled = False
    kept = {name: value for name, value in event.fields.items() if name not in ("start", "end")}
    moved = _booked(request, event.place, start, kept | {"rescheduledFromUid": event.id})
    event.fields["rescheduledToUid"] = moved.id
    world.of(request).of(Bookings).cancel(event)
    return _answer(moved, 201)


async def plant(request: Request) -> Response:
    """Not Cal.com's: somebody else takes the time, in the named event type or ("*") in everybody's."""
    told = await _json(request)
    span = datetime.fromisoformat(told["start"]), datetime.fromisoformat(told["end"])
    world.of(request).of(Bookings).plant(str(told.get("calendar", "*")), span)
    return JSONResponse({"status": "planted"}, 201)


def _booked(request: Request, place: Place, start: datetime, fields: Fields) -> Event:
    times = {"start": {"dateTime": start.isoformat()}, "end": {"dateTime": (start + LENGTH).isoformat()}}
    return world.of(request).of(Bookings).book(place, f"cal{uuid4().hex[:18]}", times | fields)


def _free(request: Request, place: Place, window: Span) -> Iterator[Span]:
    """Each half hour of the window that nobody has."""
    start = window[0] + (datetime.min.replace(tzinfo=UTC) - window[0]) % LENGTH
    taken = world.of(request).of(Bookings).busy(place, (window[0], window[1] + LENGTH))
    while start < window[1]:
        if not any(begin < start + LENGTH and end > start for begin, end in taken):
            yield start, start + LENGTH
        start += LENGTH


def _require_free(request: Request, place: Place, start: datetime) -> None:
    if start <= world.of(request).clock.now():
        raise Refused(error(400, "BadRequestException", "Attempting to book a meeting in the past."))
    if (start, start + LENGTH) not in _free(request, place, (start, start + LENGTH)):
        raise Refused(error(400, "BadRequestException", TAKEN))


def _require_type(place: Place) -> None:
    for begin, status in ((MISSING, 404), (BROKEN, 500)):
        if place[1].startswith(begin):
            raise Refused(refusal(status))


def _require_version(request: Request) -> None:
    """Another version, or none, is a handler of 2024, which misses all that it knows."""
    if request.headers.get("cal-api-version") not in BOOKINGS:
        missing = ", ".join(f"{name} should not be empty" for name in OLD_BODY)
        raise Refused(error(400, "BadRequestException", missing))


def _account(request: Request) -> str:
    secret = request.headers.get("authorization", "").removeprefix("Bearer ")
    if is_wrong(secret):
        raise Refused(refusal(401))
    return secret


def _event(request: Request) -> Event:
    event = world.of(request).of(Bookings).named(_account(request), request.path_params["uid"])
    if event is None:
        raise Refused(refusal(404))
    return event


async def _json(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.body())
    except ValueError as failure:
        raise Refused(refusal(400)) from failure
    return body if isinstance(body, dict) else {}


def _answer(event: Event, status: int) -> Response:
    return JSONResponse({"status": "success", "data": _shown(event)}, status)


def _shown(event: Event) -> Fields:
    start, end = event.span
    links = {name: event.fields.get(name) for name in ("rescheduledFromUid", "rescheduledToUid")}
    return {
        "id": 91,
        "uid": event.id,
        "status": "cancelled" if event.is_cancelled else "accepted",
        "start": _shown_time(start),
        "end": _shown_time(end),
        "duration": 30,
        "eventTypeId": int(event.place[1]),
        "meetingUrl": "integrations:daily",
        "location": "integrations:daily",
        "metadata": event.fields.get("metadata", {}),
        "attendees": [event.fields.get("attendee", {})],
        **{name: value for name, value in links.items() if value},
    }


def _time(told: str) -> datetime:
    at = datetime.fromisoformat(told)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def _shown_time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


V2 = f"/{VENDOR}/v2"
routes = [
    Route(f"{V2}/slots", slots),
    Route(f"{V2}/bookings", book, methods=["POST"]),
    Route(f"{V2}/bookings", listed),
    Route(f"{V2}/bookings/{{uid}}", show),
    Route(f"{V2}/bookings/{{uid}}/cancel", cancel, methods=["POST"]),
    Route(f"{V2}/bookings/{{uid}}/reschedule", reschedule, methods=["POST"]),
    Route(f"/{VENDOR}/_busy", plant, methods=["POST"]),
]
