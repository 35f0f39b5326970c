"""Vonage as a carrier: https://developer.vonage.com/en/api/voice."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import quote

from pydantic import BaseModel, Field

from apps.integrations.errors import Rejected, Unreadable
from apps.integrations.http import Document, Http, Inbound
from apps.integrations.wire import vonage as wire

from . import _vonage_found as found
from . import _vonage_ncco as ncco
from . import _vonage_words as words
from . import base
from .base import AnswerScript, CallNews, CallOrder, CallStatus, Met, PlacedCall

# Their times are of their own clock.
CLOCK_SLACK = timedelta(seconds=5)
# They tell a thing twice at once, and then no more.
MOST_AGE = timedelta(minutes=5)
MOST_RING_SECONDS, MOST_CALL_SECONDS = 120, 7200
HEARD = Document(b"", status=204)


class CallingApplication(wire.Application):
    """A Vonage application for voice, and the number that leads see."""

    caller_id: str = Field(
        title="Caller ID",
        description="The number that leads see: one of the account's, with country code.",
        examples=["+12025550100"],
        pattern=wire.E164,
    )


class _Started(BaseModel):
    uuid: str = Field(min_length=1)


class _Listed(BaseModel):
    count: int


class Event(BaseModel):
    """One thing that happened to a leg; of what has picked up it is the other name that says whose."""

    uuid: str = ""
    call_uuid: str = ""
    # An answer's webhook has none.
    status: str = "answered"
    sub_state: str | None = None
    detail: str | None = None
    sip_code: int | str | None = None
    duration: int | str | None = None
    timestamp: str | None = None
    end_time: str | None = None

    @property
    def leg(self) -> str:
        return self.uuid or self.call_uuid


class Telephony(base.Telephony):
    Settings = CallingApplication
    title = "Vonage Voice"

    def __init__(self, settings: BaseModel, http: Http) -> None:
        self._settings = CallingApplication.model_validate(settings)
        self._api = wire.Api(self._settings, http)

    def place(self, order: CallOrder) -> PlacedCall:
        wanted: dict[str, object] = {
            "to": [_phone(order.to)],
            "from": _phone(order.caller_id or self._settings.caller_id),
            "answer_url": [ncco.with_query(order.answer_url, {ncco.NEWS: order.status_url})],
            "answer_method": "POST",
            # What picked up is told where all else is: there it stands where that belongs.
            "event_url": [ncco.with_query(order.status_url, {ncco.MACHINE: order.machine_url})],
            "event_method": "POST",
            "ringing_timer": min(order.ring_seconds, MOST_RING_SECONDS),
            "length_timer": min(order.most_seconds, MOST_CALL_SECONDS),
        }
        if order.machine_url:
            # It listens beside the call, up to the beep: a message is left behind it.
            wanted["advanced_machine_detection"] = {"behavior": "continue", "mode": "detect_beep"}
        return PlacedCall(self._api.make(_Started, found.CALLS, wanted).uuid, CallStatus.QUEUED)

    def find(self, order: CallOrder, *, since: datetime) -> Sequence[PlacedCall]:
        sender = wire.bare(order.caller_id or self._settings.caller_id)
        return found.placed(self._api, to=wire.bare(order.to), sender=sender, since=since - CLOCK_SLACK)

    def fetch(self, provider_id: str) -> CallNews:
        return found.news(self._api.ask(found.Call, _path(provider_id)))

    def hang_up(self, provider_id: str) -> None:
        """A call that is over Vonage refuses to end, and not in words of its own: it is looked at."""
        try:
            self._api.order("PUT", _path(provider_id), {"action": "hangup"})
        except Rejected as refusal:
            if refusal.code != "404" and not self.fetch(provider_id).status.is_final:
                raise

    def verify(self, request: Inbound) -> None:
        wire.verify(request, self._settings, most_age=MOST_AGE)

    def read_call(self, request: Inbound) -> CallNews:
        event = wire.told(Event, request)
        if not event.leg:
            raise Unreadable("Vonage sent an event of no call")
        if call := ncco.known(request, ncco.CALL):
            # Of a leg within the call, which goes on.
            return CallNews(call, CallStatus.ANSWERED, wire.moment(event.timestamp))
        if event.status not in words.STATUSES:
            raise Unreadable("Vonage sent a status that is not known here")
        status, sip_code = words.STATUSES[event.status], str(event.sip_code or "")
        return CallNews(
            provider_id=event.leg,
            status=status,
            occurred_at=wire.moment(event.end_time) or wire.moment(event.timestamp),
            talk_seconds=found.seconds(event.duration) if status.is_final else None,
            cause=words.cause(status, said=event.status, detail=event.detail or "", sip_code=sip_code),
            sip_code=int(sip_code) if sip_code.isdecimal() else None,
        )

    def read_met(self, request: Inbound) -> Met:
        event = wire.told(Event, request)
        if event.status == "machine":
            return Met.MACHINE_DONE if event.sub_state == "beep_start" else Met.MACHINE
        return Met.PERSON if event.status == "human" else Met.UNKNOWN

    def meant_for(self, request: Inbound) -> str:
        """All that happens to a leg comes to one address: what picked up, and what asks for no next document."""
        if not request.body:
            return ""
        status = wire.told(Event, request).status
        if status in ("human", "machine"):
            return ncco.known(request, ncco.MACHINE)
        is_of_a_leg = bool(ncco.known(request, ncco.CALL))
        return ncco.known(request, ncco.NEWS) if is_of_a_leg and status not in words.WITHOUT_A_TALK else ""

    def perform(self, request: Inbound, document: Document) -> Document:
        """Vonage does not say which call a leg is part of, so the document has it said."""
        if document.content_type != ncco.JSON or not request.body:
            return document
        call = ncco.known(request, ncco.CALL) or wire.told(Event, request).leg
        return ncco.within(document, call=call, news=ncco.known(request, ncco.NEWS))

    def answer(self, script: AnswerScript) -> Document:
        if script.stream_url:
            return ncco.document(ncco.stream(script))
        said = ncco.talk(script.spoken, language=script.language)
        rung = [ncco.ring(script, caller_id=self._settings.caller_id)] if script.rep_phone else []
        return ncco.document(*said, *rung)

    def after_rep(self, request: Inbound, script: AnswerScript) -> Document:
        if wire.told(Event, request).status not in words.WITHOUT_A_TALK:
            return HEARD
        return ncco.document(*ncco.talk(script.rep_missed, language=script.language))

    def whisper(self, spoken: str) -> Document:
        return ncco.document(*ncco.talk(spoken, language="en-US"))

    def refuse_call(self) -> Document:
        return ncco.document()

    def check(self) -> str:
        self._api.ask(_Listed, found.CALLS, {"page_size": "1"})
        return "Vonage knows the application and its key. The signature secret shows only when Vonage calls us."


def _phone(number: str) -> dict[str, str]:
    return {"type": "phone", "number": wire.bare(number)}


def _path(provider_id: str) -> str:
    return f"{found.CALLS}/{quote(provider_id, safe='')}"
