"""Twilio's Messages: send, list, look up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import forms, world
from apps.sandbox.carrier import accounts
from apps.sandbox.carrier.accounts import API, TwilioRefused
from apps.sandbox.carrier.lines import Lines
from apps.sandbox.carrier.texting import Text, Texts

VENDOR = accounts.VENDOR
refusal = accounts.refusal


async def send(request: Request) -> Response:
    account, form = accounts.of(request), await forms.read(request)
    accounts.check_number(form.first("To"))
    if not form.first("Body"):
        raise TwilioRefused(400, 21602, "Message body is required.")
    from_ = form.first("From")
    if form.first("MessagingServiceSid"):
        from_ = from_ or world.of(request).of(Lines).any_of(account.sid)
    if not from_:
        raise TwilioRefused(400, 21603, "A 'From' phone number is required.")
    text = world.of(request).of(Texts).send(account, form, from_=from_)
    return JSONResponse(text.resource(), 201)


async def listing(request: Request) -> Response:
    """Newest first; a listing may lag behind, as a fault orders."""
    account, here = accounts.of(request), world.of(request)
    lag = here.faults.listing_lag_seconds(VENDOR, usual=0)
    newest = here.clock.now() - timedelta(seconds=lag)
    found = [
        text
        for text in reversed(here.of(Texts).by_sid.values())
        if text.account.sid == account.sid and text.created_at <= newest and _matches(request, text)
    ]
    return accounts.page(request, "messages", found)


async def one(request: Request) -> Response:
    accounts.of(request)
    text = world.of(request).of(Texts).by_sid.get(request.path_params["sid"])
    if text is None:
        path = request.url.path.removeprefix(f"/{VENDOR}")
        raise TwilioRefused(404, 20404, f"The requested resource {path} was not found")
    return JSONResponse(text.resource())


def _matches(request: Request, text: Text) -> bool:
    """Filters compare days, as Twilio's do."""
    day = text.created_at.date().isoformat()
    checks: dict[str, Callable[[str], bool]] = {
        "To": lambda value: value == text.to,
        "From": lambda value: value == text.from_,
        "DateSent": lambda value: value[:10] == day,
        "DateSent>": lambda value: day >= value[:10],
        "DateSent<": lambda value: day <= value[:10],
    }
    wanted = request.query_params
    return all(check(wanted[name]) for name, check in checks.items() if name in wanted)


MESSAGES = f"/{VENDOR}{API}/Accounts/{{account}}/Messages"
routes = [
    Route(f"{MESSAGES}.json", send, methods=["POST"]),
    Route(f"{MESSAGES}.json", listing, methods=["GET"]),
    Route(f"{MESSAGES}/{{sid}}.json", one, methods=["GET"]),
]
