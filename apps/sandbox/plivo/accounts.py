"""Who is asking Plivo, how it signs, and how its XML and its streams are what the carrier knows."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from secrets import randbelow
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit, urlunsplit

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from apps.sandbox import basic
from apps.sandbox.callbacks import Letter
from apps.sandbox.callee import phone
from apps.sandbox.carrier import accounts, twiml
from apps.sandbox.carrier.twiml import Verb
from apps.sandbox.refusals import Refused

VENDOR = "plivo"
_HEARD = {"playAudio": "media", "checkpoint": "mark", "clearAudio": "clear"}
_SAID = {"mark": "playedStream"}


class Phone(phone.Phone):
    """Plivo's words for the same things."""

    id_name = "streamId"

    def _take(self, told: Any) -> None:
        told = dict(told)
        told["event"] = _HEARD.get(str(told.get("event")), "")
        super()._take({**told, "mark": {"name": told.get("name", "")}})

    async def _send(self, event: str, **more: object) -> None:
        mark = more.pop("mark", None)
        named = mark if isinstance(mark, dict) else {}
        await super()._send(_SAID.get(event, event), **more, **named)


@dataclass(frozen=True)
class Account(accounts.Account):
    vendor: ClassVar[str] = VENDOR
    phone: ClassVar[type[phone.Phone]] = Phone

    def read(self, document: str) -> list[Verb]:
        """As the carrier knows them: Speak is Say, and who picks up hears what confirmSound says."""
        return [_known(verb) for verb in twiml.parse(document)]

    def opening(self, call_id: str, stream_id: str, parameters: Mapping[str, str]) -> list[dict[str, object]]:
        audio = {"encoding": "audio/x-mulaw", "sampleRate": 8000}
        start = {"callId": call_id, "streamId": stream_id, "accountId": self.sid, "mediaFormat": audio}
        return [{"event": "start", "sequenceNumber": 0, "start": {**start, "tracks": ["inbound"]}}]

    def letter(self, url: str, form: Mapping[str, str], *, method: str = "POST") -> Letter:
        """Signed over the address, its sorted query, the sorted form, and a number that is used once."""
        parts = urlsplit(url)
        query = "&".join(f"{name}={value}" for name, value in sorted(parse_qsl(parts.query, keep_blank_values=True)))
        fields = "".join(f"{name}{value}" for name, value in sorted(form.items()))
        whole = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
        nonce = str(randbelow(10**20))
        signed = f"{whole}?{query}{'.' if query else ''}{fields}.{nonce}"
        signature = b64encode(hmac.digest(self.token.encode(), signed.encode(), sha256)).decode()
        return Letter(VENDOR, url, form, {"X-Plivo-Signature-V3": signature, "X-Plivo-Signature-V3-Nonce": nonce})


def of(request: Request) -> Account:
    """The authenticated account; raises `Refused`."""
    known = basic.credentials(request)
    if known is None or known[0] != request.path_params["account"]:
        raise Refused(error(401, "could not verify credentials"))
    return Account(*known)


def error(status: int, reason: str) -> Response:
    return Response(orjson.dumps({"api_id": "0", "error": reason}), status, media_type="application/json")


def refusal(status: int) -> Response:
    return JSONResponse({"api_id": "0", "error": "refused"}, status, {"Retry-After": "1"})


def _known(verb: Verb) -> Verb:
    match verb.name:
        case "Speak":
            return replace(verb, name="Say")
        case "Dial":
            whisper = {"url": sound} if (sound := verb.option("confirmSound")) else {}
            numbers = (replace(each, text=f"+{each.text}", options=whisper) for each in verb.nested)
            return replace(
                verb, nested=tuple(numbers), options=verb.options | {"callerId": f"+{verb.option('callerId')}"}
            )
        case "Stream":
            stream = Verb("Stream", "", {"url": verb.text}, ())
            return Verb("Connect", "", {}, (stream,))
    return verb
