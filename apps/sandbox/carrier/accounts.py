"""Who is asking: Twilio's Basic authentication, its error shape and its signatures."""

from __future__ import annotations

import hmac
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha1
from typing import ClassVar, Protocol
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from apps.sandbox import basic, world
from apps.sandbox.callbacks import Letter
from apps.sandbox.callee.phone import Phone
from apps.sandbox.carrier import twiml
from apps.sandbox.carrier.twiml import Verb
from apps.sandbox.refusals import Refused
from apps.sandbox.world import World

VENDOR = "twilio"
API = "/2010-04-01"
E164 = re.compile(r"\+(1[2-9]\d{9}|[2-9]\d{7,14})")
ELSEWHERE = ("sip:", "client:")


@dataclass(frozen=True)
class Account:
    """The account a request speaks for; its password signs what we send back."""

    sid: str
    token: str

    # Of those who speak Twilio's language under a name of their own.
    vendor: ClassVar[str] = VENDOR
    signature_header: ClassVar[str] = "X-Twilio-Signature"

    @property
    def signing_key(self) -> str:
        return self.token

    # What is at the far end of a stream, and how it is opened.
    phone: ClassVar[type[Phone]] = Phone

    def read(self, document: str) -> list[Verb]:
        """What an application's document asks for. Raises `twiml.Unreadable`."""
        return twiml.parse(document)

    def opening(self, call_id: str, stream_id: str, parameters: Mapping[str, str]) -> list[dict[str, object]]:
        """A stream's first messages."""
        start = {
            "streamSid": stream_id,
            "accountSid": self.sid,
            "callSid": call_id,
            "tracks": ["inbound"],
            "customParameters": parameters,
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        }
        connected: dict[str, object] = {"event": "connected", "protocol": "Call", "version": "1.0.0"}
        return [connected, {"event": "start", "sequenceNumber": "1", "streamSid": stream_id, "start": start}]

    def letter(self, url: str, form: Mapping[str, str], *, method: str = "POST") -> Letter:
        """A signed post (or, by `GET`, a signed address) to the application."""
        if method == "GET":
            return Letter(self.vendor, url, {}, {self.signature_header: self._sign(url, {})}, "GET")
        return Letter(self.vendor, url, form, {self.signature_header: self._sign(url, form)})

    def _sign(self, url: str, form: Mapping[str, str]) -> str:
        signed = url + "".join(name + form[name] for name in sorted(form))
        return b64encode(hmac.digest(self.signing_key.encode(), signed.encode(), sha1)).decode()


class Known:
    """Every account that has asked for something in this run, with its newest token."""

    def __init__(self, here: World) -> None:
        self.by_sid: dict[str, Account] = {}


class TwilioRefused(Refused):
    """With one of Twilio's error codes."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(error(status, code, message))


def error(status: int, code: int, message: str) -> Response:
    more_info = f"https://www.twilio.com/docs/errors/{code}"
    return JSONResponse({"code": code, "message": message, "more_info": more_info, "status": status}, status)


def refusal(status: int) -> Response:
    """What a fault answers in Twilio's voice."""
    code, message = {429: (20429, "Too Many Requests"), 401: (20003, "Authenticate")}.get(
        status, (20500, "An internal server error has occurred")
    )
    response = error(status, code, message)
    response.headers["Retry-After"] = "1"
    return response


def of(request: Request) -> Account:
    """The authenticated account; raises `Refused`."""
    kind: type[Account] = getattr(request.state, "account_kind", Account)
    account = kind(request.path_params["account"], password(request))
    world.of(request).of(Known).by_sid[account.sid] = account
    return account


def password(request: Request) -> str:
    """That of whoever asks; raises `Refused` for a wrong one."""
    if (known := basic.credentials(request)) is None:
        raise TwilioRefused(401, 20003, "Authenticate")
    return known[1]


def check_number(number: str, *, reachable: tuple[str, ...] = ()) -> None:
    """Raises `Refused` unless it is E.164, or begins with one of `reachable`."""
    if not E164.fullmatch(number) and not number.startswith(reachable or ("\0",)):
        raise TwilioRefused(400, 21211, f"Invalid 'To' Phone Number: {number}")


class Listed(Protocol):
    """What may stand in a list."""

    def resource(self) -> dict[str, object]: ...


def new_sid(prefix: str) -> str:
    return prefix + uuid4().hex


def page(request: Request, name: str, listed: Sequence[Listed]) -> Response:
    """One page of a list, with the paging keys Twilio's client follows."""
    size = min(int(request.query_params.get("PageSize", 50)), 1000)
    number = int(request.query_params.get("Page", 0))
    start = number * size
    shown = [each.resource() for each in listed[start : start + size]]
    path = request.url.path.removeprefix(f"/{VENDOR}")

    def uri(index: int) -> str:
        return f"{path}?{request.url.include_query_params(Page=index, PageSize=size).query}"

    return JSONResponse(
        {
            name: shown,
            "page": number,
            "page_size": size,
            "start": start,
            "end": start + max(len(shown) - 1, 0),
            "uri": uri(number),
            "first_page_uri": uri(0),
            "previous_page_uri": uri(number - 1) if number else None,
            "next_page_uri": uri(number + 1) if start + size < len(listed) else None,
        }
    )
