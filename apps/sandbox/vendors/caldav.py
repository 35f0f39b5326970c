"""CalDAV: collections of iCalendar events, each at the address that its writer chose, and free-busy queries."""

from __future__ import annotations

import re
from base64 import b64decode
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, ClassVar

import icalendar
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from apps.sandbox import world
from apps.sandbox.diaries import Diaries, Event, Place
from apps.sandbox.refusals import Refused, is_wrong

VENDOR = "caldav"
MISSING, BROKEN = "missing", "broken"
_RANGE = re.compile(r'start="(\d{8}T\d{6}Z)" end="(\d{8}T\d{6}Z)"')


class Collections(Diaries):
    """Every person's collections; the text of an event as it was put."""

    vendor: ClassVar[str] = VENDOR


def refusal(status: int) -> Response:
    return Response("refused", status, {"Retry-After": "1"} if status == 429 else None)


async def free_busy(request: Request) -> Response:
    place = _place(request)
    found = _RANGE.search((await request.body()).decode())
    if place[1].startswith(MISSING):
        return refusal(404)
    if place[1].startswith(BROKEN) or found is None:
        return refusal(500)
    start, end = (datetime.strptime(each, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) for each in found.groups())
    spans = world.of(request).of(Collections).busy(place, (start, end))
    lines = [f"FREEBUSY;FBTYPE=BUSY:{_stamp(a)}/{_stamp(b)}" for a, b in spans]
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Sandbox//EN", "BEGIN:VFREEBUSY", f"DTSTART:{_stamp(start)}"]
    text = "\r\n".join([*head, *lines, "END:VFREEBUSY", "END:VCALENDAR", ""])
    return Response(text, media_type="text/calendar")


async def put(request: Request) -> Response:
    place, uid = _place(request), request.path_params["uid"]
    collections, text = world.of(request).of(Collections), (await request.body()).decode()
    known, fields = collections.get(place, uid), _fields(text)
    if known is None:
        collections.book(place, uid, fields)
        return Response(status_code=201)
    if request.headers.get("if-none-match") == "*" or request.headers.get("if-match", _tag(known)) != _tag(known):
        return Response(status_code=412)
    if "STATUS:CANCELLED" in text and not known.is_cancelled:
        known.fields |= fields
        collections.cancel(known)
    else:
        collections.change(known, fields)
    return Response(status_code=204)


async def show(request: Request) -> Response:
    event = world.of(request).of(Collections).get(_place(request), request.path_params["uid"])
    if event is None:
        return refusal(404)
    return Response(event.fields["text"], media_type="text/calendar", headers={"ETag": _tag(event)})


def _place(request: Request) -> Place:
    told = request.headers.get("authorization", "").removeprefix("Basic ")
    account, _, password = b64decode(told).decode().partition(":")
    if is_wrong(password):
        raise Refused(refusal(401))
    return account, request.path_params["calendar"]


def _fields(text: str) -> dict[str, Any]:
    try:
        [event] = icalendar.Calendar.from_ical(text).walk("VEVENT")
        start, end = event.decoded("DTSTART"), event.decoded("DTEND")
    except (ValueError, KeyError) as failure:
        raise Refused(refusal(415)) from failure
    return {"text": text, "start": {"dateTime": start.isoformat()}, "end": {"dateTime": end.isoformat()}}


def _tag(event: Event) -> str:
    return f'"{sha256(event.fields["text"].encode()).hexdigest()[:16]}"'


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


ROOT = f"/{VENDOR}/events/{{calendar}}/"
routes = [
    Route(ROOT, free_busy, methods=["REPORT"]),
    Route(f"{ROOT}{{uid}}.ics", put, methods=["PUT"]),
    Route(f"{ROOT}{{uid}}.ics", show, methods=["GET"]),
]
