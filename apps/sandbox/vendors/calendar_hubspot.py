"""HubSpot's calendars: what a user has by their scheduling page, and meetings that stand in both calendar and CRM."""

from __future__ import annotations

import json
from calendar import monthrange
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import world
from apps.sandbox.diaries import Diaries, Span
from apps.sandbox.refusals import Refused
from apps.sandbox.vendors import hubspot
from apps.sandbox.vendors.hubspot import LIMITS

VENDOR = hubspot.VENDOR
refusal = hubspot.refusal
# Pages of users: `rep-<user id>`; of the others one is not there and one can't be told of.
PAGE, MISSING = "rep-", "missing"
START, END = "hs_meeting_start_time", "hs_meeting_end_time"


class Calendars(Diaries):
    """Every user's."""

    vendor: ClassVar[str] = VENDOR


async def availability(request: Request) -> Response:
    """One month of a user's calendar, in milliseconds; counted from the true time, whatever the demo's clock says."""
    hubspot.portal_of(request)
    page, ahead = request.path_params["slug"], int(request.query_params.get("monthOffset", 0))
    if not page.startswith(PAGE):
        return refusal(404 if page.startswith(MISSING) else 500)
    user, month = page.removeprefix(PAGE), _month(datetime.now(UTC), ahead)
    spans = world.of(request).of(Calendars).busy(("portal", user), month)
    busy = [{"start": _ms(a), "end": _ms(b)} for a, b in spans]
    told = {"busyTimes": busy, "isOffline": False, "meetingsUser": {"id": f"m{user}", "userId": user}}
    links = {"hasMore": True, "linkAvailabilityByDuration": {}}
    return JSONResponse({"allUsersBusyTimes": [told], "linkAvailability": links}, headers=LIMITS)


async def book(request: Request) -> Response:
    """An event in the user's calendar, and a meeting on the contact's record."""
    portal, asked = hubspot.portal_of(request), json.loads(await request.body())
    properties, user = asked.get("properties", {}), request.query_params.get("organizerUserId", "")
    contacts = [str(each["to"]["id"]) for each in asked.get("associations", [])]
    if not user or not properties.get(START) or not contacts:
        return hubspot.error(400, "VALIDATION_ERROR", "required fields were missing")
    fields = properties | {"associations": contacts}
    record = portal.records.create("meetings", hubspot.new_id(), fields, external_id=None)
    world.of(request).of(Calendars).book(("portal", user), record.id, _times(properties))
    return JSONResponse({"id": record.id, "properties": properties}, 201, LIMITS)


async def change(request: Request) -> Response:
    """A cancelled meeting is no appointment any more."""
    properties: dict[str, Any] = json.loads(await request.body()).get("properties", {})
    request.path_params["kind"] = "meetings"
    answer = await hubspot.update(request)
    calendars = world.of(request).of(Calendars)
    for (_, meeting_id), event in calendars.events.items():
        if meeting_id != request.path_params["id"] or event.is_cancelled:
            continue
        if properties.get("hs_meeting_outcome") == "CANCELED":
            calendars.cancel(event)
        elif START in properties:
            calendars.change(event, _times(properties))
    return answer


def _times(properties: dict[str, Any]) -> dict[str, Any]:
    start, end = (datetime.fromisoformat(str(properties[name])) for name in (START, END))
    if start >= end:
        raise Refused(hubspot.error(400, "VALIDATION_ERROR", "the meeting ends before it begins"))
    return {"start": {"dateTime": start.isoformat()}, "end": {"dateTime": end.isoformat()}}


def _month(now: datetime, ahead: int) -> Span:
    year, month = divmod(12 * now.year + now.month - 1 + ahead, 12)
    first = now.replace(year=year, month=month + 1, day=1, hour=0, minute=0, second=0, microsecond=0)
    return first, first + timedelta(days=monthrange(year, month + 1)[1])


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


SCHEDULER = f"/{VENDOR}/scheduler/{{version}}/meetings"
routes = [
    Route(f"{SCHEDULER}/meeting-links/book/availability-page/{{slug:path}}", availability),
    Route(f"{SCHEDULER}/calendar", book, methods=["POST"]),
    Route(f"/{VENDOR}/crm/objects/{{version}}/meetings/{{id}}", change, methods=["PATCH"]),
]
