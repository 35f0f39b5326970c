"""Meta: a Graph API that has leads, and a page on which somebody fills in a lead ad's form."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import world
from apps.sandbox.callbacks import Callbacks, Letter, Thread
from apps.sandbox.refusals import is_wrong
from apps.sandbox.world import World

VENDOR = "meta"
PAGE, FORM = "100000000000001", "700000000000001"
CREATED = "%Y-%m-%dT%H:%M:%S%z"
A_PAGE = 2
_FIRST = 900_000_000_000_001


class Filled(BaseModel):
    """Somebody fills in a form: `hook` hears of it, signed with the app's secret."""

    model_config = ConfigDict(extra="forbid")

    hook: str
    secret: str
    page_id: str = PAGE
    form_id: str = FORM
    is_organic: bool = False
    answers: dict[str, str] = Field(
        default_factory=lambda: {"full_name": "Jane Sample", "phone_number": "+12025550143", "your_roof": "flat"}
    )


@dataclass
class Leads:
    """The leads of all pages, by id."""

    found: dict[str, dict[str, Any]] = field(default_factory=dict)
    thread: Thread = field(default_factory=Thread)

    def keep(self, filled: Filled) -> dict[str, Any]:
        lead_id = str(_FIRST + len(self.found))
        ad = {} if filled.is_organic else {"ad_id": "120200000000000201", "campaign_name": "HVAC tune-up"}
        lead = {
            "id": lead_id,
            "created_time": datetime.now(UTC).strftime(CREATED),
            "form_id": filled.form_id,
            "is_organic": filled.is_organic,
            "field_data": [{"name": name, "values": [value]} for name, value in filled.answers.items()],
            **ad,
        }
        self.found[lead_id] = lead
        return lead


def _leads(of: World) -> Leads:
    return Leads()


def refusal(status: int) -> Response:
    """A limit is a 400 with a number of its own; there is no Retry-After."""
    if status == 429:
        return _error(400, 613, "(#613) Calls to this api have exceeded the rate limit.")
    return _error(status, 2, "An unexpected error has occurred. Please retry your request later.")


async def node(request: Request) -> Response:
    """A lead, or a page."""
    if is_wrong(request.headers.get("authorization", "").removeprefix("Bearer").strip()):
        return _error(400, 190, "Error validating access token: The session has been invalidated.", subcode=460)
    wanted: str = request.path_params["node"]
    found = world.of(request).of(_leads).found.get(wanted)
    if found is None and wanted.startswith("1"):
        return JSONResponse({"id": wanted, "name": "Example HVAC"})
    if found is None:
        return _error(400, 100, "Unsupported get request. Object does not exist or cannot be loaded.", subcode=33)
    world.of(request).journal.write(VENDOR, "lead.fetched", leadgen_id=wanted)
    asked = request.query_params.get("fields", "id").split(",")
    return JSONResponse({name: value for name, value in found.items() if name in asked})


async def form(request: Request) -> Response:
    """A form's leads since a time, the newest last; a page has two."""
    if is_wrong(request.headers.get("authorization", "").removeprefix("Bearer").strip()):
        return _error(400, 190, "Error validating access token: The session has been invalidated.", subcode=460)
    asked = json.loads(request.query_params.get("filtering", "[]"))
    since = max((each["value"] for each in asked if each.get("field") == "time_created"), default=0)
    mine = [
        each
        for each in world.of(request).of(_leads).found.values()
        if each["form_id"] == request.path_params["form"]
        and datetime.fromisoformat(each["created_time"]).timestamp() > since
    ]
    start = int(request.query_params.get("after", "0"))
    shown = [{"id": each["id"], "created_time": each["created_time"]} for each in mine[start : start + A_PAGE]]
    is_last = start + A_PAGE >= len(mine)
    cursors = {"before": str(start), "after": str(start + A_PAGE)}
    return JSONResponse({"data": shown, "paging": {"cursors": cursors, **({} if is_last else {"next": "more"})}})


async def fill_in(request: Request) -> Response:
    """Somebody sends a form: JSON as in `Filled`, or the page's own form."""
    body = await request.body()
    is_form = request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    filled = _typed(dict(parse_qsl(body.decode()))) if is_form else Filled.model_validate_json(body)
    here = world.of(request)
    lead = here.of(_leads).keep(filled)
    notice = _notice(filled, lead["id"])
    mac = hmac.new(filled.secret.encode(), notice, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": f"sha256={mac}", "Content-Type": "application/json"}
    here.journal.write(VENDOR, "lead.submitted", leadgen_id=lead["id"], page_id=filled.page_id)
    here.of(Callbacks).tell(Letter(VENDOR, filled.hook, {}, headers, body=notice), here.of(_leads).thread)
    return JSONResponse({"leadgen_id": lead["id"]}, 201)


async def ad(request: Request) -> Response:
    """A page with a button."""
    return HTMLResponse(_AD)


def _typed(fields: dict[str, str]) -> Filled:
    own = {name: fields.pop(name, "") for name in ("hook", "secret", "page_id")}
    return Filled(**own, answers=fields)


def _notice(filled: Filled, lead_id: str) -> bytes:
    value = {
        "leadgen_id": lead_id,
        "page_id": filled.page_id,
        "form_id": filled.form_id,
        "created_time": int(time.time()),
    }
    change = {"field": "leadgen", "value": value}
    entry = {"id": filled.page_id, "time": int(time.time()), "changes": [change]}
    return json.dumps({"object": "page", "entry": [entry]}).encode()


def _error(status: int, code: int, message: str, *, subcode: int = 0) -> Response:
    error = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A" * 23}
    return JSONResponse({"error": error | ({"error_subcode": subcode} if subcode else {})}, status)


_AD = f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>A lead ad</title>
<h1>A lead ad</h1>
<p>Fill it in as somebody on Facebook would: the app's address hears of it, and the Graph API here has the lead.</p>
<form method="post" action="/{VENDOR}/leads">
<p><label>Address of the source or the app <input name="hook" size="80" required></label></p>
<p><label>App secret <input name="secret" required></label></p>
<p><label>Page id <input name="page_id" value="{PAGE}" required></label></p>
<p><label>Name <input name="full_name" value="Jane Sample"></label></p>
<p><label>Phone <input name="phone_number" value="+12025550143"></label></p>
<p><label>E-mail <input name="email" value="jane.sample@example.com"></label></p>
<p><button>Send</button></p>
</form></html>"""

routes = [
    Route(f"/{VENDOR}/ad", ad),
    Route(f"/{VENDOR}/leads", fill_in, methods=["POST"]),
    Route(f"/{VENDOR}/{{version}}/{{node}}", node),
    Route(f"/{VENDOR}/{{version}}/{{form}}/leads", form),
]
