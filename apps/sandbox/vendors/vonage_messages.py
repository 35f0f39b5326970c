"""Vonage's Messages: send, and the records of the Reports API; and people who write."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import world
from apps.sandbox.callbacks import Callbacks, Thread
from apps.sandbox.carrier.accounts import E164
from apps.sandbox.carrier.texting import DELIVERED_SECONDS, SENT_SECONDS
from apps.sandbox.journal import stamp
from apps.sandbox.refusals import Refused
from apps.sandbox.vonage import accounts
from apps.sandbox.vonage.accounts import Account
from apps.sandbox.world import World

VENDOR = accounts.VENDOR
refusal = accounts.refusal
UNDELIVERABLE = {"landline": "1040", "unreachable": "1050"}


class Written(BaseModel):
    """What a pretend person writes, and where the application takes it."""

    model_config = ConfigDict(extra="forbid")

    from_: str = Field(alias="from")
    to: str
    body: str
    inbound_url: str


@dataclass(eq=False)
class Text:
    account: Account
    wanted: dict[str, str]
    created_at: datetime
    id: str = field(default_factory=lambda: str(uuid4()))
    status: str = "queued"
    thread: Thread = field(default_factory=Thread)

    def record(self) -> dict[str, object]:
        numbers = {name: self.wanted[name] for name in ("from", "to")}
        known = {"message_id": self.id, "client_ref": self.wanted.get("client_ref"), "direction": "outbound"}
        return {**known, **numbers, "status": self.status, "date_received": stamp(self.created_at)}


class Texts:
    """Every text of this run."""

    def __init__(self, world: World) -> None:
        self.by_id: dict[str, Text] = {}


async def send(request: Request) -> Response:
    account, here, wanted = accounts.of(request), world.of(request), await request.json()
    if not E164.fullmatch(f"+{wanted.get('to', '')}") or not wanted.get("text"):
        raise Refused(accounts.error(422, "1020"))
    text = Text(account, wanted, here.clock.now())
    here.of(Texts).by_id[text.id] = text
    sent = {"to": f"+{wanted['to']}", "from": f"+{wanted['from']}", "body": wanted["text"]}
    here.journal.write(VENDOR, "sms.sent", **sent, id=text.id)
    here.spawn(_deliver(here, text))
    return JSONResponse({"message_uuid": text.id}, 202)


async def records(request: Request) -> Response:
    """Newest last; they may lag behind, as a fault orders."""
    accounts.check_login(request)
    here, asked = world.of(request), request.query_params
    newest = here.clock.now() - timedelta(seconds=here.faults.listing_lag_seconds(VENDOR, usual=0))
    oldest = datetime.fromisoformat(asked["date_start"])
    found = [each.record() for each in here.of(Texts).by_id.values() if oldest <= each.created_at <= newest]
    return JSONResponse({"request_status": "SUCCESS", "items_count": len(found), "records": found})


async def write(request: Request) -> Response:
    """Not Vonage's: a person in the pretend world takes their phone."""
    account, here = accounts.of(request), world.of(request)
    written = Written.model_validate_json(await request.body())
    numbers = {"from": written.from_.removeprefix("+"), "to": written.to.removeprefix("+")}
    told = {**numbers, "message_uuid": str(uuid4()), "text": written.body, "message_type": "text", "channel": "sms"}
    here.journal.write(VENDOR, "sms.received", **{"from": written.from_}, to=written.to, senders=[], body=written.body)
    letter = account.told(written.inbound_url, {**told, "timestamp": stamp(here.clock.now())})
    here.of(Callbacks).tell(letter, Thread())
    return JSONResponse({}, 202)


async def _deliver(here: World, text: Text) -> None:
    await asyncio.sleep(SENT_SECONDS)
    _move(here, text, "submitted")
    await asyncio.sleep(DELIVERED_SECONDS)
    code = UNDELIVERABLE.get(here.people.at(f"+{text.wanted['to']}").line, "")
    _move(here, text, "rejected" if code else "delivered", code)
    here.journal.write(VENDOR, f"sms.{text.status}", to=f"+{text.wanted['to']}", id=text.id)


def _move(here: World, text: Text, status: str, code: str = "") -> None:
    text.status = status
    told: dict[str, object] = {"message_uuid": text.id, "status": status, "channel": "sms"}
    told |= {"from": text.wanted["from"], "to": text.wanted["to"], "timestamp": stamp(here.clock.now())}
    if code:
        told["error"] = {"type": f"https://developer.vonage.com/api-errors/messages#{code}", "title": code}
    if url := text.wanted.get("webhook_url"):
        here.of(Callbacks).tell(text.account.told(url, told), text.thread)


MESSAGES = f"/{VENDOR}/v1/messages"
routes = [
    Route(MESSAGES, send, methods=["POST"]),
    Route(f"/{VENDOR}/v2/reports/records", records, methods=["GET"]),
    Route(f"/{VENDOR}/_inbound-sms", write, methods=["POST"]),
]
