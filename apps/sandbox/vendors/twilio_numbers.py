"""Twilio's IncomingPhoneNumbers, and people who text them."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import forms, world
from apps.sandbox.callbacks import Callbacks, Undelivered
from apps.sandbox.carrier import accounts, twiml
from apps.sandbox.carrier.accounts import API, TwilioRefused, new_sid
from apps.sandbox.carrier.lines import Line, Lines
from apps.sandbox.carrier.texting import Text, Texts
from apps.sandbox.forms import Form
from apps.sandbox.world import World

VENDOR = accounts.VENDOR
refusal = accounts.refusal


class InboundText(BaseModel):
    """What a pretend person writes to us."""

    model_config = ConfigDict(extra="forbid")

    from_: str = Field(alias="from")
    to: str | None = None
    body: str


async def show_account(request: Request) -> Response:
    account = accounts.of(request)
    named = {"sid": account.sid, "friendly_name": "The pretend account", "status": "active", "type": "Full"}
    return JSONResponse(named)


async def buy(request: Request) -> Response:
    account, form = accounts.of(request), await forms.read(request)
    accounts.check_number(form.first("PhoneNumber"))
    return JSONResponse(world.of(request).of(Lines).buy(account, form).resource(), 201)


async def listing(request: Request) -> Response:
    account, wanted = accounts.of(request), request.query_params.get("PhoneNumber", "")
    lines = world.of(request).of(Lines).by_number.values()
    found = [line for line in lines if line.account.sid == account.sid and wanted in line.number]
    return accounts.page(request, "incoming_phone_numbers", found)


async def change(request: Request) -> Response:
    account, form = accounts.of(request), await forms.read(request)
    lines = world.of(request).of(Lines)
    for line in lines.by_number.values():
        if line.sid == request.path_params["sid"]:
            lines.change(line, account, form)
            return JSONResponse(line.resource())
    raise TwilioRefused(404, 20404, f"The requested resource {request.url.path} was not found")


async def inbound_text(request: Request) -> Response:
    """Not Twilio's: a person in the pretend world takes their phone and writes."""
    wanted, here = InboundText.model_validate_json(await request.body()), world.of(request)
    answered = here.of(Texts).last_to(wanted.from_)
    number = wanted.to or (answered.from_ if answered else "")
    line = here.of(Lines).by_number.get(number)
    if line is None or not line.settings.get("SmsUrl"):
        return JSONResponse({"error": f"nobody takes texts at {number or 'an unknown number'}"}, 404)
    form = _form(here, line, wanted, answered)
    return await _tell(here, line, form)


def _form(here: World, line: Line, wanted: InboundText, answered: Text | None) -> dict[str, str]:
    """The webhook, after the carrier has heard any opt-out word in it."""
    service_sid = answered.service_sid if answered else None
    senders = [line.number, *([service_sid] if service_sid else [])]
    opt_out = here.of(Texts).hear(wanted.from_, senders, wanted.body)
    sid = new_sid("SM")
    form = dict.fromkeys(("ToCity", "ToZip", "FromCity", "FromZip", "FromState", "ToState"), "")
    form |= {"ToCountry": "US", "FromCountry": "US", "NumMedia": "0", "NumSegments": "1"}
    form |= dict.fromkeys(("MessageSid", "SmsSid", "SmsMessageSid"), sid)
    form |= {"SmsStatus": "received", "ApiVersion": API.strip("/"), "AccountSid": line.account.sid}
    form |= {"From": wanted.from_, "To": line.number, "Body": wanted.body}
    if service_sid:
        form["MessagingServiceSid"] = service_sid
        # Only a service with Advanced Opt-Out names the keyword.
        form |= {"OptOutType": opt_out} if opt_out else {}
    return form


async def _tell(here: World, line: Line, form: dict[str, str]) -> Response:
    """Bring it to the application and let the number send what that answers."""
    letter = here.of(Lines).signer(line).letter(line.settings["SmsUrl"], form)
    callbacks = here.of(Callbacks)
    try:
        reply = await callbacks.ask(letter)
    except Undelivered as failure:
        callbacks.failed(letter, str(failure))
        return JSONResponse({"error": "the application couldn't be reached"}, 502)
    if reply.status >= 400:
        callbacks.failed(letter, f"HTTP {reply.status}")
    else:
        _answer(here, line, form["From"], reply.text)
    return JSONResponse({"id": form["MessageSid"], "status": reply.status, "body": reply.text})


def _answer(here: World, line: Line, person: str, document: str) -> None:
    try:
        verbs = twiml.parse(document) if document.strip() else []
        for verb in verbs:
            if verb.name == "Message":
                said = verb.text or " ".join(part.text for part in verb.nested)
                form = Form({"To": [person], "Body": [said]})
                here.of(Texts).send(line.account, form, from_=line.number)
    except (twiml.Unreadable, TwilioRefused):
        # Twilio drops an answer it can't read, or may not send.
        return


ACCOUNT = f"/{VENDOR}{API}/Accounts/{{account}}"
routes = [
    Route(f"{ACCOUNT}.json", show_account, methods=["GET"]),
    Route(f"{ACCOUNT}/IncomingPhoneNumbers.json", buy, methods=["POST"]),
    Route(f"{ACCOUNT}/IncomingPhoneNumbers.json", listing, methods=["GET"]),
    Route(f"{ACCOUNT}/IncomingPhoneNumbers/{{sid}}.json", change, methods=["POST"]),
    Route("/inbound-sms", inbound_text, methods=["POST"]),
]
