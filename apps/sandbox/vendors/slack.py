"""Slack: incoming webhooks and chat.postMessage."""

from __future__ import annotations

import json
from secrets import token_hex
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from apps.sandbox import world
from apps.sandbox.desk import Desk
from apps.sandbox.refusals import is_wrong

VENDOR = "slack"
DEAD = {
    "archived": (410, "channel_is_archived"),
    "no_service": (404, "no_service"),
    "forbidden": (403, "action_prohibited"),
}


def _hook(request: Request) -> dict[str, Any]:
    """The channel that the person has picked, as an incoming webhook."""
    url = f"{request.base_url}{VENDOR}/services/T0FAKE/B0PICKED/{token_hex(8)}"
    picked = {"channel": "#new-leads", "channel_id": "C0FAKE0001", "url": url}
    return {"ok": True, "token_type": "bot", "team": {"id": "T0FAKE", "name": "Fake"}, "incoming_webhook": picked}


# Without token rotation a bot's token ends by revocation only.
DESK = Desk(
    VENDOR,
    page="/oauth/v2/authorize",
    token="/api/oauth.v2.access",  # noqa: S106  # a path
    revoke="/api/auth.revoke",
    prefix="xoxb-",
    seconds=None,
    has_refresh=False,
    has_pkce=False,
    has_basic=True,
    extras=_hook,
    denial="invalid_code",
    denied_status=200,
)


def refusal(status: int) -> Response:
    if status == 429:
        return JSONResponse({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "1"})
    return PlainTextResponse("server_error", status)


async def incoming_webhook(request: Request) -> Response:
    path: str = request.path_params["channel"]
    last = path.rpartition("/")[2]
    if last in DEAD:
        status, reason = DEAD[last]
        return PlainTextResponse(reason, status)
    message = _message(await request.body())
    if message is None:
        return PlainTextResponse("invalid_payload", 400)
    if not _text(message):
        return PlainTextResponse("no_text", 400)
    _post(request, message, f"/services/{path}")
    return PlainTextResponse("ok")


async def chat_post_message(request: Request) -> Response:
    """Errors come with HTTP 200, as in reality."""
    if is_wrong(request.headers.get("authorization", "").removeprefix("Bearer")[1:]):
        return JSONResponse({"ok": False, "error": "invalid_auth"})
    message = _message(await request.body())
    if message is None or not _text(message):
        return JSONResponse({"ok": False, "error": "no_text"})
    if message.get("channel") in (None, "", "archived"):
        return JSONResponse({"ok": False, "error": "channel_not_found"})
    seq = _post(request, message, message["channel"])
    posted = {"text": _text(message), "type": "message", "bot_id": "B0FAKE0001", "ts": f"{seq}.000100"}
    return JSONResponse({"ok": True, "channel": message["channel"], "ts": posted["ts"], "message": posted})


def _message(body: bytes) -> dict[str, Any] | None:
    """The posted message, or nothing if it isn't a JSON object."""
    if body.startswith(b"payload="):
        body = parse_qs(body.decode(errors="replace"))["payload"][0].encode()
    try:
        message = json.loads(body)
    except ValueError:
        return None
    return message if isinstance(message, dict) else None


def _text(message: dict[str, Any]) -> str:
    """The text, or what its blocks and attachments say."""
    if text := message.get("text"):
        return str(text)
    return "\n".join(_spoken([message.get("blocks"), message.get("attachments")]))


def _spoken(part: Any) -> list[str]:
    match part:
        case list():
            return [text for each in part for text in _spoken(each)]
        case {"text": str(text)}:
            return [text]
        case dict():
            return [text for each in part.values() for text in _spoken(each)]
        case _:
            return []


def _post(request: Request, message: dict[str, Any], channel_path: str) -> int:
    facts = {"text": _text(message), "channel_path": channel_path, "message": message}
    return world.of(request).journal.write(VENDOR, "alert.sent", **facts).seq


routes = [
    *DESK.routes,
    Route("/slack/services/{channel:path}", incoming_webhook, methods=["POST"]),
    Route("/slack/api/chat.postMessage", chat_post_message, methods=["POST"]),
]
