"""Plivo as a carrier: https://www.plivo.com/docs/voice/api/call/make-a-call/."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import quote
from xml.etree.ElementTree import Element

from pydantic import BaseModel, Field

from apps.integrations.errors import Unreadable
from apps.integrations.http import Document, Http, Inbound
from apps.integrations.wire import plivo as wire

from . import _plivo_found as found
from . import _plivo_words as words
from . import base
from .base import AnswerScript, CallNews, CallOrder, CallStatus, Met, PlacedCall

# Their times are of their own clock.
CLOCK_SLACK = timedelta(seconds=5)
ULAW = "audio/x-mulaw;rate=8000"
# All else in a header Plivo refuses, and the stream with it.
_PLAIN = re.compile(r"[A-Za-z0-9]{1,200}")


class CallingAccount(wire.Account):
    """A Plivo account and the number that leads see."""

    caller_id: str = Field(
        title="Caller ID",
        description="The number that leads see: one of the account's, with country code.",
        examples=["+12025550100"],
        pattern=wire.E164,
    )


class _Fired(BaseModel):
    # A list, if several were called.
    request_uuid: str = Field(min_length=1)


class Telephony(base.Telephony):
    Settings = CallingAccount
    title = "Plivo Voice"

    def __init__(self, settings: BaseModel, http: Http) -> None:
        self._settings = CallingAccount.model_validate(settings)
        self._api = wire.Api(self._settings, http)

    def place(self, order: CallOrder) -> PlacedCall:
        wanted = {
            "from": wire.bare(order.caller_id or self._settings.caller_id),
            # Several numbers could stand here, parted by "<": ours is E.164 alone.
            "to": wire.bare(order.to),
            "answer_url": order.answer_url,
            "answer_method": "POST",
            "ring_url": order.status_url,
            "ring_method": "POST",
            "hangup_url": order.status_url,
            "hangup_method": "POST",
            "ring_timeout": order.ring_seconds,
            "time_limit": order.most_seconds,
        }
        if order.machine_url:
            # With an address of its own it listens beside the call.
            wanted |= {"machine_detection": "true", "machine_detection_url": order.machine_url}
        return PlacedCall(self._api.make(_Fired, found.CALLS, wanted).request_uuid, CallStatus.QUEUED)

    def find(self, order: CallOrder, *, since: datetime) -> Sequence[PlacedCall]:
        sender = wire.bare(order.caller_id or self._settings.caller_id)
        return found.placed(self._api, to=wire.bare(order.to), sender=sender, since=since - CLOCK_SLACK)

    def fetch(self, provider_id: str) -> CallNews:
        return found.standing(self._api, provider_id)

    def hang_up(self, provider_id: str) -> None:
        """A call that goes on, else one that still rings: Plivo ends them at two addresses."""
        part = quote(provider_id, safe="")
        if not self._api.delete(f"{found.CALLS}{part}/"):
            self._api.delete(f"/Request/{part}/")

    def verify(self, request: Inbound) -> None:
        wire.verify(request, self._settings)

    def read_call(self, request: Inbound) -> CallNews:
        said = wire.required(request, "CallStatus")
        if said not in words.STATUSES:
            raise Unreadable("Plivo sent a CallStatus that is not known here")
        status = words.STATUSES[said]
        return CallNews(
            provider_id=request.field("RequestUUID") or wire.required(request, "CallUUID"),
            status=status,
            occurred_at=wire.moment(request.field("EndTime")) if status.is_final else None,
            talk_seconds=wire.count(request, "Duration"),
            cause=words.cause(status, request.field("HangupCauseName") or request.field("HangupCause")),
            attestation=_attestation(request.field("STIRAttestation")),
        )

    def read_met(self, request: Inbound) -> Met:
        """Plivo tells a machine from a person, and not when its greeting is over."""
        return Met.MACHINE if wire.required(request, "Machine").lower() == "true" else Met.PERSON

    def answer(self, script: AnswerScript) -> Document:
        response = wire.response()
        if script.stream_url:
            plain = [f"{name}={value}" for name, value in script.parameters.items() if _PLAIN.fullmatch(value)]
            wishes = {"bidirectional": "true", "keepCallAlive": "true", "contentType": ULAW}
            wire.element(response, "Stream", script.stream_url, extraHeaders=",".join(plain), **wishes)
            if script.done_url:
                wire.element(response, "Redirect", script.done_url, method="POST")
            return wire.document(response)
        _speak(response, script.spoken, language=script.language)
        if script.rep_phone:
            caller_id = wire.bare(script.caller_id or self._settings.caller_id)
            wishes = {"callerId": caller_id, "timeout": str(script.ring_seconds), "action": script.done_url}
            dial = wire.element(response, "Dial", confirmSound=script.whisper_url, **wishes)
            wire.element(dial, "Number", wire.bare(script.rep_phone))
        return wire.document(response)

    def after_rep(self, request: Inbound, script: AnswerScript) -> Document:
        response = wire.response()
        if wire.required(request, "DialStatus") != "completed":
            _speak(response, script.rep_missed, language=script.language)
        wire.element(response, "Hangup")
        return wire.document(response)

    def whisper(self, spoken: str) -> Document:
        response = wire.response()
        _speak(response, spoken, language="en-US")
        return wire.document(response)

    def refuse_call(self) -> Document:
        response = wire.response()
        wire.element(response, "Hangup")
        return wire.document(response)

    def check(self) -> str:
        return wire.standing(self._api)


def _speak(response: Element, text: str, *, language: str) -> None:
    """Nothing, if there is nothing to say: an empty element would stop the document."""
    if said := text.strip():
        wire.element(response, "Speak", said, language=language)


def _attestation(said: str) -> str:
    letter = said.strip().upper()
    return letter if letter in ("A", "B", "C") else ""
