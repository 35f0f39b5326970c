"""Twilio's calls that come in: a person of the pretend world dials one of our numbers."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import world
from apps.sandbox.carrier import accounts, talking
from apps.sandbox.carrier.calls import CALLER, Call, Calls
from apps.sandbox.carrier.lines import Line, Lines
from apps.sandbox.forms import Form
from apps.sandbox.world import World

VENDOR = accounts.VENDOR
refusal = accounts.refusal


class InboundCall(BaseModel):
    """Who dials what; `key` is pressed where one may be."""

    model_config = ConfigDict(extra="forbid")

    from_: str = Field(alias="from")
    to: str | None = None
    key: str = ""


async def inbound_call(request: Request) -> Response:
    """Not Twilio's: a person takes their phone and dials the number that called them last, or the one that is named."""
    wanted, here = InboundCall.model_validate_json(await request.body()), world.of(request)
    number = wanted.to or _last_seen(here, wanted.from_)
    line = here.of(Lines).by_number.get(number)
    if line is None or not line.settings.get("VoiceUrl"):
        return JSONResponse({"error": f"nobody takes calls at {number or 'an unknown number'}"}, 404)
    call = _dial(here, line, wanted)
    return JSONResponse({"id": call.sid, "to": number}, 201)


def _dial(here: World, line: Line, wanted: InboundCall) -> Call:
    told = {"StatusCallback": [line.settings.get("StatusCallback", "")]}
    call = Call(here, here.of(Lines).signer(line), line.number, wanted.from_, Form(told), leg=CALLER, key=wanted.key)
    here.of(Calls).add(call)
    settings = Form({name: [value] for name, value in line.settings.items()})
    call.life = here.spawn(talking.take_up(call, settings))
    return call


def _last_seen(here: World, person: str) -> str:
    """The number that showed on their phone last."""
    calls = reversed(here.of(Calls).by_sid.values())
    return next((call.from_ for call in calls if call.to == person and call.leg == "lead"), "")


routes = [Route("/inbound-call", inbound_call, methods=["POST"])]
