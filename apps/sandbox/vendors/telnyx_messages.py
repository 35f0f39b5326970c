"""Telnyx's Messages: send, look up, and the detail records; and people who write."""

from __future__ import annotations

from datetime import timedelta

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import world
from apps.sandbox.carrier.accounts import E164
from apps.sandbox.telnyx import accounts
from apps.sandbox.telnyx.accounts import TelnyxRefused
from apps.sandbox.telnyx.texts import Texts

VENDOR = accounts.VENDOR


class Written(BaseModel):
    """What a pretend person writes, and where the number's messaging profile tells it."""

    model_config = ConfigDict(extra="forbid")

    from_: str = Field(alias="from")
    to: str
    body: str
    webhook_url: str


async def send(request: Request) -> Response:
    account, wanted = accounts.entered(request), await request.json()
    if not E164.fullmatch(str(wanted.get("to"))):
        raise TelnyxRefused(400, "40310", "Invalid 'to' address")
    if not wanted.get("text"):
        raise TelnyxRefused(422, "40009", "Invalid message body")
    key = request.headers.get("idempotency-key", "")
    text = world.of(request).of(Texts).send(account, wanted, key=key)
    return JSONResponse({"data": text.resource()})


async def one(request: Request) -> Response:
    accounts.entered(request)
    text = world.of(request).of(Texts).by_id.get(request.path_params["id"])
    if text is None:
        raise TelnyxRefused(404, "10005", "Resource not found")
    return JSONResponse({"data": text.resource()})


async def records(request: Request) -> Response:
    """Newest first; they may lag behind, as a fault orders."""
    account, here = accounts.entered(request), world.of(request)
    newest = here.clock.now() - timedelta(seconds=here.faults.listing_lag_seconds(VENDOR, usual=0))
    wanted = {name: request.query_params.get(f"filter[{name}]") for name in ("cli", "cld", "direction")}
    known = reversed(here.of(Texts).by_id.values())
    shown = [each.record() for each in known if each.account == account and each.created_at <= newest]
    found = [each for each in shown if all(value in (None, each[name]) for name, value in wanted.items())]
    return JSONResponse({"data": found, "meta": {"total_results": len(found)}})


async def write(request: Request) -> Response:
    """Not Telnyx's: a person in the pretend world takes their phone."""
    account, written = accounts.entered(request), Written.model_validate_json(await request.body())
    texts = world.of(request).of(Texts)
    texts.write(account, written.from_, written.to, written.body, url=written.webhook_url)
    return JSONResponse({}, 202)


routes = [
    Route(f"/{VENDOR}/messages", send, methods=["POST"]),
    Route(f"/{VENDOR}/messages/{{id}}", one, methods=["GET"]),
    Route(f"/{VENDOR}/detail_records", records, methods=["GET"]),
    Route(f"/{VENDOR}/_inbound-sms", write, methods=["POST"]),
]
