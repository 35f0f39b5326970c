"""PagerDuty's Events v2: one open incident for one key, and a journal of what opened and closed it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import world
from apps.sandbox.refusals import is_wrong
from apps.sandbox.world import World

VENDOR = "pagerduty"


@dataclass
class Incidents:
    """The keys of what is open, of one pretend service after the other."""

    world: World
    open: set[tuple[str, str]] = field(default_factory=set)


def refusal(status: int) -> Response:
    headers = {"Retry-After": "1"} if status == 429 else None
    return JSONResponse({"status": "error", "message": "refused"}, status, headers)


async def enqueue(request: Request) -> Response:
    event = _event(await request.body())
    action, service = event.get("event_action"), str(event.get("routing_key", ""))
    if is_wrong(service):
        return refusal(403)
    key = str(event.get("dedup_key", ""))
    if action == "trigger" and not event.get("payload", {}).get("summary"):
        return _invalid("'payload.summary' is missing or blank")
    if action not in ("trigger", "resolve") or (action == "resolve" and not key):
        return _invalid("'event_action' or 'dedup_key' is invalid")
    _move(request, event, action, (service, key))
    return JSONResponse({"status": "success", "message": "Event processed", "dedup_key": key}, 202)


def _move(request: Request, event: dict[str, Any], action: str, incident: tuple[str, str]) -> None:
    here = world.of(request)
    known = here.of(Incidents).open
    if action == "resolve":
        if incident in known:
            known.discard(incident)
            here.journal.write(VENDOR, "alert.resolved", key=incident[1])
        return
    is_new = incident not in known
    known.add(incident)
    text = event["payload"]["summary"]
    here.journal.write(VENDOR, "alert.sent", text=text, key=incident[1], is_new=is_new, message=event)


def _event(body: bytes) -> dict[str, Any]:
    try:
        event = json.loads(body)
    except ValueError:
        return {}
    return event if isinstance(event, dict) else {}


def _invalid(problem: str) -> Response:
    told = {"status": "invalid event", "message": "Event object is invalid", "errors": [problem]}
    return JSONResponse(told, 400)


routes = [Route(f"/{VENDOR}/v2/enqueue", enqueue, methods=["POST"])]
