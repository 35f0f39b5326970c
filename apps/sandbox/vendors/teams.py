"""Microsoft Teams: a workflow that takes an Adaptive Card for one channel and answers before it has posted it."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import world

VENDOR = "teams"
CARD = "application/vnd.microsoft.card.adaptive"


def refusal(status: int) -> Response:
    headers = {"Retry-After": "1"} if status == 429 else None
    return JSONResponse({"error": {"code": "Refused", "message": "refused"}}, status, headers)


async def workflow(request: Request) -> Response:
    if request.path_params["name"] == "off":
        return JSONResponse({"error": {"code": "WorkflowTriggerIsNotEnabled"}}, 404)
    if request.method == "GET":
        return Response(status_code=405)
    cards = [each["content"] for each in _attachments(await request.body()) if each.get("contentType") == CARD]
    if not cards:
        return JSONResponse({"error": {"code": "TriggerInputSchemaMismatch"}}, 400)
    text = "\n".join(str(each.get("text", "")) for each in cards[0].get("body", []) if each.get("text"))
    here = world.of(request)
    here.journal.write(VENDOR, "alert.sent", text=text, channel_path=request.path_params["name"], message=cards[0])
    return Response(status_code=202)


def _attachments(body: bytes) -> list[dict[str, Any]]:
    try:
        message = json.loads(body)
    except ValueError:
        return []
    found = message.get("attachments") if isinstance(message, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


routes = [Route(f"/{VENDOR}/workflows/{{name}}", workflow, methods=["GET", "POST"])]
