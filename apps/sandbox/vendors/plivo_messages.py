"""Plivo's Messages: send, list; and people who write."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import world
from apps.sandbox.callbacks import Callbacks, Thread
from apps.sandbox.carrier import twiml
from apps.sandbox.carrier.accounts import E164
from apps.sandbox.carrier.texting import DELIVERED_SECONDS, SENT_SECONDS
from apps.sandbox.plivo import accounts
from apps.sandbox.plivo.accounts import Account
from apps.sandbox.refusals import Refused
from apps.sandbox.world import World

VENDOR = accounts.VENDOR
refusal = accounts.refusal
UNDELIVERABLE = {"landline": "50", "unreachable": "80"}


class Written(BaseModel):
    """What a pretend person writes, and where the number's application takes it."""

    model_config = ConfigDict(extra="forbid")

    from_: str = Field(alias="from")
    to: str
    body: str
    message_url: str


@dataclass(eq=False)
class Text:
    account: Account
    sender: str
    to: str
    url: str
    created_at: datetime
    id: str = field(default_factory=lambda: str(uuid4()))
    status: str = "queued"
    thread: Thread = field(default_factory=Thread)

    def record(self) -> dict[str, object]:
        numbers = {"from_number": self.sender, "to_number": self.to, "message_direction": "outbound"}
        times = {"message_time": f"{self.created_at.isoformat(sep=' ')}"}
        return {"message_uuid": self.id, "message_state": self.status, **numbers, **times}


class Texts:
    """Every text of this run."""

    def __init__(self, world: World) -> None:
        self.by_id: dict[str, Text] = {}


async def send(request: Request) -> Response:
    account, here, wanted = accounts.of(request), world.of(request), await request.json()
    if not E164.fullmatch(f"+{wanted.get('dst', '')}") or not wanted.get("text"):
        raise Refused(accounts.error(400, "dst or text is not valid"))
    text = Text(account, wanted["src"], wanted["dst"], wanted.get("url", ""), here.clock.now())
    here.of(Texts).by_id[text.id] = text
    sent = {"to": f"+{text.to}", "from": f"+{text.sender}", "body": wanted["text"]}
    here.journal.write(VENDOR, "sms.sent", **sent, id=text.id)
    here.spawn(_deliver(here, text))
    return JSONResponse({"api_id": "0", "message": "message(s) queued", "message_uuid": [text.id]}, 202)


async def listing(request: Request) -> Response:
    account, here = accounts.of(request), world.of(request)
    kept = [each.record() for each in reversed(here.of(Texts).by_id.values()) if each.account == account]
    wanted = {name: request.query_params.get(name) for name in ("from_number", "to_number")}
    found = [each for each in kept if all(value in (None, each[name]) for name, value in wanted.items())]
    return JSONResponse({"api_id": "0", "objects": found, "meta": {"total_count": len(found)}})


async def write(request: Request) -> Response:
    """Not Plivo's: a person in the pretend world takes their phone. What the answer says is sent to them."""
    account, here = accounts.of(request), world.of(request)
    written = Written.model_validate_json(await request.body())
    ours, person = written.to.removeprefix("+"), written.from_.removeprefix("+")
    form = {"From": person, "To": ours, "Text": written.body, "Type": "sms", "MessageUUID": str(uuid4())}
    here.journal.write(VENDOR, "sms.received", **{"from": written.from_}, to=written.to, senders=[], body=written.body)
    reply = await here.of(Callbacks).ask(account.letter(written.message_url, form))
    for verb in twiml.parse(reply.text):
        told = {"to": f"+{verb.option('dst')}", "from": f"+{verb.option('src')}", "body": verb.text}
        here.journal.write(VENDOR, "sms.sent", **told, id=str(uuid4()))
    return JSONResponse({}, 202)


async def _deliver(here: World, text: Text) -> None:
    await asyncio.sleep(SENT_SECONDS)
    _move(here, text, "sent")
    await asyncio.sleep(DELIVERED_SECONDS)
    code = UNDELIVERABLE.get(here.people.at(f"+{text.to}").line, "")
    _move(here, text, "undelivered" if code else "delivered", code)
    here.journal.write(VENDOR, f"sms.{text.status}", to=f"+{text.to}", id=text.id)


def _move(here: World, text: Text, status: str, code: str = "") -> None:
    text.status = status
    form = {"MessageUUID": text.id, "Status": status, "From": text.sender, "To": text.to, "Type": "sms"}
    named = {"ErrorCode": code} if code else {}
    if text.url:
        here.of(Callbacks).tell(text.account.letter(text.url, form | named), text.thread)


MESSAGES = f"/{VENDOR}/v1/Account/{{account}}/Message/"
routes = [
    Route(MESSAGES, send, methods=["POST"]),
    Route(MESSAGES, listing, methods=["GET"]),
    Route(f"/{VENDOR}/v1/Account/{{account}}/_inbound-sms", write, methods=["POST"]),
]
