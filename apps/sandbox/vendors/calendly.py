"""Calendly: event types that are open around the clock, invitees, and no way to move what is booked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import consents, world
from apps.sandbox.desk import Desk
from apps.sandbox.diaries import Diaries, Event, Fields, Place, Span
from apps.sandbox.refusals import Refused, is_wrong

VENDOR = "calendly"
# An event type whose name begins so is not there; of the other Calendly can tell nothing.
MISSING, BROKEN = "missing", "broken"
LENGTH, LONGEST = timedelta(minutes=30), timedelta(days=7)
SERVICE = "https://api.calendly.com"


DESK = Desk(
    VENDOR,
    page="/oauth/authorize",
    token="/oauth/token",  # noqa: S106  # a path
    revoke="/oauth/revoke",
    seconds=7_200,
    rotates=True,
)


class Events(Diaries):
    """Every event type's appointments."""

    vendor: ClassVar[str] = VENDOR

    def of_account(self, account: str) -> list[Event]:
        return [each for each in self.events.values() if each.place[0] == account]


def error(status: int, title: str, *parameters: str) -> Response:
    details = [{"parameter": each, "message": "is not available"} for each in parameters]
    told = {"title": title, "message": "The supplied parameters are invalid.", "details": details}
    return JSONResponse(told, status, {"Retry-After": "1"} if status == 429 else None)


def refusal(status: int) -> Response:
    titles = {401: "Unauthenticated", 403: "Permission Denied", 404: "Resource Not Found", 429: "Too Many Requests"}
    return error(status, titles.get(status, "Internal Server Error"))


async def person(request: Request) -> Response:
    _account(request)
    return JSONResponse({"resource": {"uri": f"{SERVICE}/users/FAKEUSER0001", "name": "Rep Example"}})


async def show_type(request: Request) -> Response:
    place = _place(request, request.path_params["type"])
    told = {"uri": f"{SERVICE}/event_types/{place[1]}", "duration": 30, "kind": "solo", "active": True}
    return JSONResponse({"resource": told})


async def available_times(request: Request) -> Response:
    asked = request.query_params
    place = _place(request, asked["event_type"].rpartition("/")[2])
    start, end = _time(asked["start_time"]), _time(asked["end_time"])
    if start < world.of(request).clock.now() or end - start > LONGEST:
        raise Refused(error(400, "Invalid Argument", "start_time", "end_time"))
    found = [
        {"status": "available", "invitees_remaining": 1, "start_time": _shown_time(at)}
        for at, _ in _free(request, place, (start, end))
    ]
    return JSONResponse({"collection": found})


async def invite(request: Request) -> Response:
    asked = await _json(request)
    place = _place(request, str(asked.get("event_type", "")).rpartition("/")[2])
    guest = asked.get("invitee") or {}
    if not guest.get("email") or not guest.get("timezone"):
        raise Refused(error(400, "Invalid Argument", "invitee"))
    start = _time(asked["start_time"])
    is_free = (start, start + LENGTH) in _free(request, place, (start, start + LENGTH))
    if start <= world.of(request).clock.now() or not is_free:
        raise Refused(error(400, "Invalid Argument", "start_time"))
    times = {"start": {"dateTime": start.isoformat()}, "end": {"dateTime": (start + LENGTH).isoformat()}}
    fields = {"invitee": guest, "tracking": asked.get("tracking", {}), "location": asked.get("location")}
    event = world.of(request).of(Events).book(place, f"cly{uuid4().hex[:20]}", times | fields)
    return JSONResponse({"resource": _guest(event)}, 201)


async def listed(request: Request) -> Response:
    account, asked = _account(request), request.query_params
    if not asked.get("user"):
        raise Refused(error(400, "Invalid Argument", "user"))
    since, until = (_time(asked[name]) for name in ("min_start_time", "max_start_time"))
    found = [each for each in world.of(request).of(Events).of_account(account) if since <= each.span[0] <= until]
    return JSONResponse({"collection": [_shown(each) for each in found], "pagination": {"count": len(found)}})


async def show(request: Request) -> Response:
    return JSONResponse({"resource": _shown(_event(request))})


async def guests(request: Request) -> Response:
    return JSONResponse({"collection": [_guest(_event(request))]})


async def cancel(request: Request) -> Response:
    event = _event(request)
    if event.is_cancelled:
        raise Refused(error(403, "Permission Denied"))
    world.of(request).of(Events).cancel(event)
    return JSONResponse({"resource": {"canceled_by": "Rep Example", "canceler_type": "host"}}, 201)


async def plant(request: Request) -> Response:
    """Not Calendly's: somebody else takes the time, in the named event type or ("*") in everybody's."""
    told = await _json(request)
    span = datetime.fromisoformat(told["start"]), datetime.fromisoformat(told["end"])
    world.of(request).of(Events).plant(str(told.get("calendar", "*")), span)
    return JSONResponse({"status": "planted"}, 201)


async def moved_by_guest(request: Request) -> Response:
    """Not Calendly's: the guest takes another time by the link in their e-mail."""
    told = await _json(request)
    events = world.of(request).of(Events)
    event = next(each for each in events.events.values() if each.id == told["event"])
    start = _time(told["start"])
    times = {"start": {"dateTime": start.isoformat()}, "end": {"dateTime": (start + LENGTH).isoformat()}}
    other = events.book(event.place, f"cly{uuid4().hex[:20]}", event.fields | times)
    event.fields["new_invitee"] = f"{SERVICE}/scheduled_events/{other.id}/invitees/I{other.id}"
    events.cancel(event)
    return JSONResponse({"event": other.id}, 201)


def _free(request: Request, place: Place, window: Span) -> Iterator[Span]:
    """Each half hour of the window that nobody has."""
    start = window[0] + (datetime.min.replace(tzinfo=UTC) - window[0]) % LENGTH
    taken = world.of(request).of(Events).busy(place, (window[0], window[1] + LENGTH))
    while start < window[1]:
        if not any(begin < start + LENGTH and end > start for begin, end in taken):
            yield start, start + LENGTH
        start += LENGTH


def _account(request: Request) -> str:
    secret = request.headers.get("authorization", "").removeprefix("Bearer ")
    if is_wrong(secret) or consents.is_over(request, secret):
        raise Refused(refusal(401))
    return consents.account(request, secret)


def _place(request: Request, event_type: str) -> Place:
    for begin, status in ((MISSING, 404), (BROKEN, 500)):
        if event_type.startswith(begin):
            raise Refused(refusal(status))
    return _account(request), event_type


def _event(request: Request) -> Event:
    account, sought = _account(request), request.path_params["event"]
    for event in world.of(request).of(Events).of_account(account):
        if event.id == sought:
            return event
    raise Refused(refusal(404))


async def _json(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.body())
    except ValueError as failure:
        raise Refused(error(400, "Invalid Argument")) from failure
    return body if isinstance(body, dict) else {}


def _shown(event: Event) -> Fields:
    start, end = event.span
    return {
        "uri": f"{SERVICE}/scheduled_events/{event.id}",
        "name": "Discovery call",
        "status": "canceled" if event.is_cancelled else "active",
        "start_time": _shown_time(start),
        "end_time": _shown_time(end),
        "event_type": f"{SERVICE}/event_types/{event.place[1]}",
        "location": event.fields.get("location"),
    }


def _guest(event: Event) -> Fields:
    return {
        "uri": f"{SERVICE}/scheduled_events/{event.id}/invitees/I{event.id}",
        "event": f"{SERVICE}/scheduled_events/{event.id}",
        **event.fields["invitee"],
        "status": "canceled" if event.is_cancelled else "active",
        "tracking": event.fields["tracking"],
        "new_invitee": event.fields.get("new_invitee"),
    }


def _time(told: str) -> datetime:
    return datetime.fromisoformat(told).astimezone(UTC)


def _shown_time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


ROOT = f"/{VENDOR}"
routes = [
    *DESK.routes,
    Route(f"{ROOT}/users/me", person),
    Route(f"{ROOT}/event_types/{{type}}", show_type),
    Route(f"{ROOT}/event_type_available_times", available_times),
    Route(f"{ROOT}/invitees", invite, methods=["POST"]),
    Route(f"{ROOT}/scheduled_events", listed),
    Route(f"{ROOT}/scheduled_events/{{event}}", show),
    Route(f"{ROOT}/scheduled_events/{{event}}/invitees", guests),
    Route(f"{ROOT}/scheduled_events/{{event}}/cancellation", cancel, methods=["POST"]),
    Route(f"{ROOT}/_busy", plant, methods=["POST"]),
    Route(f"{ROOT}/_moved", moved_by_guest, methods=["POST"]),
]
