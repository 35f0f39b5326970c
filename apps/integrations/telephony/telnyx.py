"""Telnyx as a carrier: Call Control, https://developers.telnyx.com/docs/voice/programmable-voice."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil

from pydantic import BaseModel, Field

from apps.integrations.errors import Rejected, Unreadable
from apps.integrations.http import Document, Http, Inbound
from apps.integrations.wire import telnyx as wire
from apps.integrations.wire import telnyx_hooks as hooks

from . import _telnyx_deeds as deeds
from . import _telnyx_found as found
from . import _telnyx_words as words
from ._telnyx_deeds import Deed, State
from ._telnyx_orders import GONE, LegAnswer, Orders, path
from ._telnyx_recordings import EVENTS as OF_RECORDINGS
from ._telnyx_recordings import Recordings
from .base import AnswerScript, CallNews, CallOrder, CallStatus, Met, PlacedCall

# Telnyx waits two seconds for our answer to an event, and then sends it again.
ORDER_SECONDS = 2.0
# Their dates are of their own clock.
CLOCK_SLACK = timedelta(seconds=5)
LEAST_RING_SECONDS = 5
MACHINE_EVENTS = ("detection.ended", "greeting.ended", "premium.detection.ended", "premium.greeting.ended")
ANSWERED = (
    "call.answered",
    "call.bridged",
    "call.speak.",
    "call.playback.",
    "call.dtmf.",
    "call.machine.",
    "streaming.",
)


class CallingAccount(wire.Account):
    """A Telnyx account, its Voice API application, and the number that leads see."""

    connection_id: str = Field(
        title="Voice API application",
        description="The id of the application (Voice, Programmable Voice) that calls are made by.",
        examples=["1494404757140276705"],
        pattern=r"^\d{1,30}$",
    )
    caller_id: str = Field(
        title="Caller ID",
        description="The number that leads see: one of the account's, with country code.",
        examples=["+12025550100"],
        pattern=wire.E164,
    )
    voice: str = Field(
        default="female",
        title="Voice",
        description="Of what is said without the agent, as Telnyx names it: female, male, AWS.Polly.Joanna-Neural.",
        pattern=r"^[\w.-]{1,100}$",
    )


class Payload(BaseModel):
    """What all events of calls have in common."""

    call_control_id: str = Field(min_length=1)
    client_state: str | None = None
    hangup_cause: str = ""
    sip_hangup_cause: str = ""
    shaken_stir_attestation: str | None = None
    result: str = ""
    status: str = ""


class _Application(BaseModel):
    application_name: str = ""
    active: bool = True


class _ApplicationAnswer(BaseModel):
    data: _Application


class Telephony(Recordings):
    Settings = CallingAccount
    title = "Telnyx Voice"

    def __init__(self, settings: BaseModel, http: Http) -> None:
        self._settings, self._http = CallingAccount.model_validate(settings), http
        self._api = wire.Api(self._settings, http, reasons=words.REASONS)

    def place(self, order: CallOrder) -> PlacedCall:
        key = wire.key_for(order.status_url)
        machine = {f"call.machine.{news}": order.machine_url for news in MACHINE_EVENTS if order.machine_url}
        wanted = {
            "connection_id": self._settings.connection_id,
            "to": order.to,
            "from": order.caller_id or self._settings.caller_id,
            "timeout_secs": max(order.ring_seconds, LEAST_RING_SECONDS),
            "time_limit_secs": order.most_seconds,
            "webhook_url": order.status_url,
            "webhook_urls": {"call.answered": order.answer_url, **machine},
            # A second order under this id is none to them.
            "command_id": key,
            "client_state": State(order=key).packed(),
            # With the end of the greeting, for a message is left behind it.
            **({"answering_machine_detection": "greeting_end"} if machine else {}),
        }
        return PlacedCall(self._api.make(LegAnswer, "/calls", wanted).data.call_control_id, CallStatus.QUEUED)

    def find(self, order: CallOrder, *, since: datetime) -> Sequence[PlacedCall]:
        caller_id = order.caller_id or self._settings.caller_id
        asked = found.initiated(order.to, caller_id, since=since - CLOCK_SLACK)
        listed = self._api.ask(found.Listed, "/call_events", asked).data
        return found.placed(listed, key=wire.key_for(order.status_url))

    def fetch(self, provider_id: str) -> CallNews:
        """The leg itself says only that it has ended; how, its last event does, if Telnyx has that still."""
        leg = self._api.ask(LegAnswer, path(provider_id)).data
        if not leg.end_time:
            return CallNews(provider_id, CallStatus.QUEUED)
        events = (
            self._api.ask(found.Listed, "/call_events", found.ending(leg.call_leg_id)).data if leg.call_leg_id else []
        )
        hung_up = found.cause_of(events)
        status = words.ENDED.get(hung_up, CallStatus.COMPLETED if leg.call_duration else CallStatus.FAILED)
        ended_at = found.moment(leg.end_time)
        return CallNews(provider_id, status, ended_at, leg.call_duration, words.cause(hung_up, ""))

    def hang_up(self, provider_id: str) -> None:
        try:
            self._api.order(f"{path(provider_id)}/actions/hangup", {})
        except Rejected as refusal:
            if refusal.code not in GONE:
                raise

    def verify(self, request: Inbound) -> None:
        hooks.verify(request, self._settings.public_key)

    def read_call(self, request: Inbound) -> CallNews:
        told, payload = _read(request)
        status, cause = _status(told.event_type, payload)
        answered_at = deeds.state(payload.client_state).answered_at
        return CallNews(
            provider_id=payload.call_control_id,
            status=status,
            occurred_at=told.occurred_at,
            talk_seconds=_seconds(answered_at, told.occurred_at) if status.is_final else None,
            cause=cause,
            attestation=_attestation(payload.shaken_stir_attestation or ""),
            sip_code=int(payload.sip_hangup_cause) if payload.sip_hangup_cause.isdecimal() else None,
        )

    def read_met(self, request: Inbound) -> Met:
        told, payload = _read(request)
        if told.event_type.endswith("greeting.ended"):
            return Met.MACHINE_DONE
        return words.MET.get(payload.result, Met.UNKNOWN)

    def meant_for(self, request: Inbound) -> str:
        """A stream's end, and a recording's, are told where all else of the call is; each has an address of its own."""
        told, payload = _read(request)
        if told.event_type.startswith(OF_RECORDINGS):
            return deeds.state(payload.client_state).record_url
        is_over = told.event_type in ("streaming.stopped", "streaming.failed")
        return deeds.state(payload.client_state).then_url if is_over else ""

    def perform(self, request: Inbound, document: Document) -> Document:
        told, payload = _read(request)
        known = deeds.state(payload.client_state)
        if told.event_type == "call.answered" and not known.lead:
            known = known.model_copy(update={"answered_at": told.occurred_at})
        orders = self._orders(told.id)
        if told.event_type == "call.hangup" and known.rep:
            orders.hang_up(known.rep)
        # Said to the end, or the call is over.
        is_said = told.event_type == "call.speak.ended" and payload.status in ("", "completed")
        todo = known.rest if is_said else deeds.deeds_of(document)
        orders.carry_out(todo, payload.call_control_id, known)
        return deeds.HEARD

    def answer(self, script: AnswerScript) -> Document:
        if script.stream_url:
            parameters, then_url = dict(script.parameters), script.done_url
            return deeds.document(Deed(do="stream", url=script.stream_url, parameters=parameters, then_url=then_url))
        said = deeds.speak(script.spoken, language=script.language)
        return deeds.document(*said, self._ring(script) if script.rep_phone else Deed(do="hang_up"))

    def after_rep(self, request: Inbound, script: AnswerScript) -> Document:
        """Of the rep's leg everything but its answer comes here; only its end asks for something."""
        told, payload = _read(request)
        if told.event_type != "call.hangup":
            return deeds.document()
        is_missed = words.ENDED.get(payload.hangup_cause) is not CallStatus.COMPLETED
        said = deeds.speak(script.rep_missed, language=script.language, to_lead=True) if is_missed else ()
        return deeds.document(*said, Deed(do="hang_up", to_lead=True))

    def whisper(self, spoken: str) -> Document:
        return deeds.document(*deeds.speak(spoken, language="en-US"), Deed(do="join"))

    def refuse_call(self) -> Document:
        return deeds.document(Deed(do="hang_up"))

    def check(self) -> str:
        wire.check_keys(self._api, self._settings)
        application = self._api.ask(
            _ApplicationAnswer, f"/call_control_applications/{self._settings.connection_id}"
        ).data
        if not application.active:
            raise Rejected("the Voice API application is switched off at Telnyx", code="inactive")
        return f"Telnyx knows the key and the application {application.application_name or 'without a name'}."

    def _ring(self, script: AnswerScript) -> Deed:
        return Deed(
            do="ring",
            to=script.rep_phone,
            caller_id=script.caller_id or self._settings.caller_id,
            ring_seconds=max(script.ring_seconds, LEAST_RING_SECONDS),
            whisper_url=script.whisper_url,
            then_url=script.done_url,
            record_url=script.record_url,
        )

    def _orders(self, event_id: str) -> Orders:
        hurried = wire.Api(self._settings, self._http, reasons=words.REASONS, read_seconds=ORDER_SECONDS)
        return Orders(
            hurried, connection_id=self._settings.connection_id, voice=self._settings.voice, event_id=event_id
        )


def _read(request: Inbound) -> tuple[hooks.Event, Payload]:
    told = hooks.event(request)
    return told, hooks.payload(Payload, told)


def _status(event_type: str, payload: Payload) -> tuple[CallStatus, str]:
    """Telnyx tells no ringing. Raises `Unreadable` for an end of a kind that is not known here."""
    if event_type == "call.hangup":
        if payload.hangup_cause not in words.ENDED:
            raise Unreadable("Telnyx ended a call in a way that is not known here")
        return words.ENDED[payload.hangup_cause], words.cause(payload.hangup_cause, payload.sip_hangup_cause)
    if not event_type.startswith(("call.", "streaming.")):
        raise Unreadable("Telnyx sent an event that is no call's")
    return (CallStatus.ANSWERED if event_type.startswith(ANSWERED) else CallStatus.QUEUED), ""


def _seconds(began: datetime | None, ended: datetime | None) -> int | None:
    """Begun seconds count; None where nobody knows."""
    return None if began is None or ended is None else max(0, ceil((ended - began).total_seconds()))


def _attestation(said: str) -> str:
    letter = said.strip().upper()
    return letter if letter in ("A", "B", "C") else ""
