"""What Twilio records of a bridge or a room: https://www.twilio.com/docs/voice/api/recording."""

import re

from twilio.rest import Client  # type: ignore[import-untyped]  # no py.typed
from twilio.twiml.voice_response import VoiceResponse  # type: ignore[import-untyped]

from apps.integrations.errors import Rejected, Unanswered, Unreadable
from apps.integrations.http import Http, Inbound, refuse
from apps.integrations.wire import twilio as wire
from apps.integrations.wire import twilio_hooks as hooks

from . import base
from .base import AnswerScript, RecordingNews

# Half an hour of two sides at 8 kHz and 16 bits.
MOST_BYTES = 60_000_000
FETCH_SECONDS = 15.0
SID = re.compile(r"RE[0-9a-fA-F]{32}")
GONE = frozenset({"404", "20404"})
# It wants words with spaces between them.
TOLD = "completed absent"


def recorded(script: AnswerScript) -> dict[str, str]:
    """The options of <Dial>: from the rep's answer, each side in its own channel."""
    if not script.record_url:
        return {}
    return {
        "record": "record-from-answer-dual",
        "recording_status_callback": script.record_url,
        "recording_status_callback_method": "POST",
        "recording_status_callback_event": TOLD,
    }


def started(response: VoiceResponse, record_url: str) -> None:
    """Record this call from here to its end, and not the conference: there the left side is whoever came first."""
    if not record_url:
        return
    response.start().recording(
        channels="dual",
        # Without it the beginning is wherever somebody first spoke.
        trim="do-not-trim",
        recording_status_callback=record_url,
        recording_status_callback_method="POST",
        recording_status_callback_event=TOLD,
    )


def leg_recorded(record_url: str) -> dict[str, object]:
    """The same of somebody who is called straight into a room, by the options of Participants."""
    if not record_url:
        return {}
    return {
        "record": True,
        "recording_channels": "dual",
        "recording_status_callback": record_url,
        "recording_status_callback_method": "POST",
        "recording_status_callback_event": [TOLD],
    }


class Recordings(base.Telephony):
    """A Twilio account's recordings; the carrier's own class makes the rest."""

    records = True

    _client: Client
    _settings: wire.Account
    _http: Http

    def read_recording(self, request: Inbound) -> RecordingNews:
        recording_id = hooks.required(request, "RecordingSid")
        if not SID.fullmatch(recording_id):  # it becomes part of an address
            raise Unreadable("Twilio sent a RecordingSid that is none")
        return RecordingNews(
            provider_id=hooks.required(request, "CallSid"),
            recording_id=recording_id,
            is_there=hooks.required(request, "RecordingStatus") == "completed",
            seconds=hooks.count(request, "RecordingDuration"),
        )

    def fetch_recording(self, recording_id: str) -> bytes:
        account = self._settings
        path = f"/2010-04-01/Accounts/{account.account_sid}/Recordings/{recording_id}.wav"
        reply = self._http.send(
            "GET",
            account.base_url.rstrip("/") + path,
            headers={"Accept": "audio/x-wav"},
            params={"RequestedChannels": "2"},
            auth=(account.account_sid, account.auth_token.get_secret_value()),
            read_seconds=FETCH_SECONDS,
            most_bytes=MOST_BYTES,
        )
        refuse(reply, f"Twilio answered {reply.status} for a recording", code=str(reply.status))
        if not reply.body.startswith(b"RIFF"):
            raise Unanswered("Twilio sent something that is no recording")
        return reply.body

    def delete_recording(self, recording_id: str) -> None:
        try:
            with wire.sensible():
                self._client.recordings(recording_id).delete()
        except Rejected as refusal:
            if refusal.code not in GONE:
                raise
