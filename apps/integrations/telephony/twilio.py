"""Twilio as a carrier: Programmable Voice, https://www.twilio.com/docs/voice/api/call-resource."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field
from twilio.rest.api.v2010.account.call import CallInstance  # type: ignore[import-untyped]  # no py.typed
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse  # type: ignore[import-untyped]

from apps.integrations.errors import Rejected, Unanswered, Unreadable
from apps.integrations.http import Document, Http, Inbound
from apps.integrations.wire import twilio as wire
from apps.integrations.wire import twilio_hooks as hooks

from . import _twilio_inbound as inbound
from . import _twilio_rooms
from . import _twilio_words as words
from ._causes import BY_STATUS
from ._twilio_charges import Charges
from ._twilio_recordings import Recordings, recorded
from .base import AnswerScript, CallNews, CallOrder, CallStatus, Met, PlacedCall

EVENTS = ["initiated", "ringing", "answered", "completed"]

STATUSES = {
    "queued": CallStatus.QUEUED,
    "initiated": CallStatus.QUEUED,
    "ringing": CallStatus.RINGING,
    "in-progress": CallStatus.ANSWERED,
    "completed": CallStatus.COMPLETED,
    "busy": CallStatus.BUSY,
    "no-answer": CallStatus.NO_ANSWER,
    "failed": CallStatus.FAILED,
    "canceled": CallStatus.CANCELED,
}

# The values of AnsweredBy (wire/voice.md, section 5).
MET = {
    "human": Met.PERSON,
    "machine_start": Met.MACHINE,
    "machine_end_beep": Met.MACHINE_DONE,
    "machine_end_silence": Met.MACHINE_DONE,
    "machine_end_other": Met.MACHINE_DONE,
    "fax": Met.FAX,
}

GONE = frozenset({"404", "20404"})
NOT_IN_THAT_STATE = "21220"


class CallingAccount(wire.Account):
    """A Twilio account and the number that leads see."""

    caller_id: str = Field(
        title="Caller ID",
        description="The number that leads see: one bought from Twilio or verified there, with country code.",
        examples=["+12025550100"],
        pattern=wire.E164,
    )
    agent_speech: Literal["leadhub", "twilio"] = Field(
        default="leadhub",
        title="The agent's ears and voice",
        description="leadhub: your own connections, with recording. twilio: Twilio's ConversationRelay, without.",
    )
    relay_voice: str = Field(
        default="",
        title="Voice of ConversationRelay",
        description="As Twilio names it, e.g. en-US-Journey-O; empty: Twilio's usual one.",
        max_length=100,
    )


class Telephony(inbound.TakesCalls, Charges, Recordings):
    Settings = CallingAccount
    title = "Twilio Voice"
    _settings: CallingAccount

    def __init__(self, settings: BaseModel, http: Http) -> None:
        self._settings, self._http = CallingAccount.model_validate(settings), http
        self._client = wire.client(self._settings, http, reasons=words.REASONS)
        self.hears_and_speaks = self._settings.agent_speech == "twilio"

    def place(self, order: CallOrder) -> PlacedCall:
        with wire.sensible():
            call = self._client.calls.create(
                to=order.to,
                from_=order.caller_id or self._settings.caller_id,
                url=order.answer_url,
                method="POST",
                status_callback=order.status_url,
                status_callback_event=EVENTS,
                status_callback_method="POST",
                timeout=order.ring_seconds,
                time_limit=order.most_seconds,
                **_detection(order),
            )
            return _placed(call)

    def find(self, order: CallOrder, *, since: datetime) -> Sequence[PlacedCall]:
        # No StartTime: it has the granularity of a day and is empty while a call waits in Twilio's queue.
        caller_id = order.caller_id or self._settings.caller_id
        with wire.sensible():
            listed = self._client.calls.page(to=order.to, from_=caller_id, page_size=wire.MOST_LISTED)
            ours = [call for call in listed if call.direction == "outbound-api"]
            recent = [call for call in ours if call.date_created >= since - wire.CLOCK_SLACK]
            recent.sort(key=lambda call: call.date_created, reverse=True)
            return [_placed(call) for call in recent]

    def fetch(self, provider_id: str) -> CallNews:
        with wire.sensible():
            call = self._client.calls(provider_id).fetch()
            status = STATUSES[call.status]
            return CallNews(
                provider_id=_sid(call),
                status=status,
                occurred_at=call.end_time or call.start_time or call.date_created,
                talk_seconds=int(call.duration) if call.duration else None,
                cause=BY_STATUS.get(status, ""),
                answered_by=call.answered_by or "",
            )

    def hang_up(self, provider_id: str) -> None:
        """Cancel, then complete what that did not end: asking for the state first would race the answer."""
        if not self._is_ended_by("canceled", provider_id):
            self._is_ended_by("completed", provider_id)

    def verify(self, request: Inbound) -> None:
        hooks.verify(request, self._settings)

    def read_call(self, request: Inbound) -> CallNews:
        provider_id, said = hooks.required(request, "CallSid"), hooks.required(request, "CallStatus")
        if said not in STATUSES:
            raise Unreadable("Twilio sent a CallStatus that is not known here")
        status = STATUSES[said]
        return CallNews(
            provider_id=provider_id,
            status=status,
            occurred_at=hooks.moment(request, "Timestamp"),
            talk_seconds=hooks.count(request, "CallDuration"),
            cause=words.cause(status, sip=request.field("SipResponseCode")),
            answered_by=request.field("AnsweredBy"),
            attestation=words.attestation(request.field("StirStatus")),
            sip_code=hooks.count(request, "SipResponseCode"),
        )

    def rooms(self) -> _twilio_rooms.Rooms:
        return _twilio_rooms.Rooms(self._client, self._settings.caller_id)

    def read_met(self, request: Inbound) -> Met:
        return MET.get(hooks.required(request, "AnsweredBy"), Met.UNKNOWN)

    def answer(self, script: AnswerScript) -> Document:
        response = VoiceResponse()
        if script.stream_url and self.hears_and_speaks:
            return _relayed(response, script, voice=self._settings.relay_voice)
        if script.stream_url:
            return _streamed(response, script)
        _say(inbound.listening(response, script), script.spoken, language=script.language)
        if script.rep_phone:
            caller_id = script.caller_id or self._settings.caller_id
            done_url = script.done_url or None
            wishes = {"caller_id": caller_id, "timeout": script.ring_seconds, "action": done_url, **recorded(script)}
            dial: Dial = response.dial(**wishes)
            dial.number(script.rep_phone, url=script.whisper_url or None)
        return hooks.document(response)

    def after_rep(self, request: Inbound, script: AnswerScript) -> Document:
        # Without an action the verb after <Dial> would speak to leads who have just talked to a rep, too.
        response = VoiceResponse()
        if hooks.required(request, "DialCallStatus") not in ("completed", "answered"):
            _say(response, script.rep_missed, language=script.language)
        response.hangup()
        return hooks.document(response)

    def whisper(self, spoken: str) -> Document:
        response = VoiceResponse()
        _say(response, spoken, language=None)
        return hooks.document(response)

    def refuse_call(self) -> Document:
        # Not <Reject>: that is for calls that come in and have not been answered.
        response = VoiceResponse()
        response.hangup()
        return hooks.document(response)

    def check(self) -> str:
        return wire.standing(self._client, self._settings)

    def _is_ended_by(self, wanted: str, provider_id: str) -> bool:
        try:
            with wire.sensible():
                call = self._client.calls(provider_id).update(status=wanted)
                return STATUSES[call.status].is_final
        except Rejected as refusal:
            if refusal.code in GONE:
                return True
            if refusal.code == NOT_IN_THAT_STATE:
                return False
            raise


def _sid(call: CallInstance) -> str:
    if not call.sid:
        raise Unanswered("Twilio named no call")
    return str(call.sid)


def _placed(call: CallInstance) -> PlacedCall:
    # It has an id, so it was taken, whatever new word Twilio may have for its state.
    return PlacedCall(_sid(call), STATUSES.get(call.status, CallStatus.QUEUED), call.date_created)


def _detection(order: CallOrder) -> dict[str, str]:
    """Beside the call: detection that is not asynchronous keeps the lead waiting until it has decided."""
    if not order.machine_url:
        return {}
    return {
        # A message is left behind the tone, so the end of the greeting is what matters.
        "machine_detection": "DetectMessageEnd",
        "async_amd": "true",
        "async_amd_status_callback": order.machine_url,
        "async_amd_status_callback_method": "POST",
    }


def _streamed(response: VoiceResponse, script: AnswerScript) -> Document:
    """Both ways, for <Connect> waits until the stream is over: https://www.twilio.com/docs/voice/twiml/stream."""
    # No query in the address: Twilio drops it, what belongs to the call goes as parameters.
    stream = response.connect(action=script.done_url or None).stream(url=script.stream_url)
    for name, value in script.parameters.items():
        stream.parameter(name=name, value=value)
    return hooks.document(response)


def _relayed(response: VoiceResponse, script: AnswerScript, *, voice: str) -> Document:
    """Words there and back: https://www.twilio.com/docs/voice/twiml/connect/conversationrelay."""
    relay = response.connect(action=script.done_url or None).conversation_relay(
        url=script.stream_url,
        language=script.language,
        voice=voice or None,
        interruptible="any",
        # So that nobody asks "are you there" while somebody speaks.
        partial_prompts=True,
        dtmf_detection=True,
    )
    for name, value in script.parameters.items():
        relay.parameter(name=name, value=value)
    return hooks.document(response)


def _say(response: VoiceResponse | Gather, spoken: str, *, language: str | None) -> None:
    if text := hooks.printable(spoken).strip():
        response.say(text, language=language)
