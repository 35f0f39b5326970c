"""What Telnyx records of a bridge: https://developers.telnyx.com/api-reference/call-commands/recording-start."""

from datetime import datetime
from uuid import UUID

from pydantic import AwareDatetime, BaseModel

from apps.integrations.errors import Unanswered, Unreadable
from apps.integrations.http import Http, Inbound, refuse
from apps.integrations.wire import telnyx_hooks as hooks
from apps.integrations.wire.telnyx import Api

from . import base
from .base import RecordingNews

EVENTS, SAVED = "call.recording.", "call.recording.saved"
MOST_BYTES = 60_000_000
FETCH_SECONDS = 15.0


class _Payload(BaseModel):
    call_control_id: str
    recording_id: UUID | None = None
    recording_started_at: AwareDatetime | None = None
    recording_ended_at: AwareDatetime | None = None


class _Addresses(BaseModel):
    wav: str


class _Recording(BaseModel):
    download_urls: _Addresses


class _RecordingAnswer(BaseModel):
    data: _Recording


class Recordings(base.Telephony):
    """A Telnyx account's recordings; the carrier's own class makes the rest."""

    records = True

    _api: Api
    _http: Http

    def read_recording(self, request: Inbound) -> RecordingNews:
        told = hooks.event(request)
        payload = hooks.payload(_Payload, told)
        if told.event_type != SAVED:
            return RecordingNews(payload.call_control_id, told.id, is_there=False, lack="Telnyx could not record")
        if payload.recording_id is None:
            raise Unreadable("Telnyx sent a recording without its id")
        seconds = _seconds(payload.recording_started_at, payload.recording_ended_at)
        return RecordingNews(payload.call_control_id, str(payload.recording_id), is_there=True, seconds=seconds)

    def fetch_recording(self, recording_id: str) -> bytes:
        """By an address that Telnyx names anew each time, for it holds ten minutes, and that wants no key."""
        url = self._api.ask(_RecordingAnswer, f"/recordings/{recording_id}").data.download_urls.wav
        reply = self._http.send(
            "GET", url, headers={"Accept": "audio/wav"}, read_seconds=FETCH_SECONDS, most_bytes=MOST_BYTES
        )
        refuse(reply, f"Telnyx's storage answered {reply.status} for a recording", code=str(reply.status))
        if not reply.body.startswith(b"RIFF"):
            raise Unanswered("Telnyx sent something that is no recording")
        return reply.body

    def delete_recording(self, recording_id: str) -> None:
        self._api.remove(f"/recordings/{recording_id}")


def _seconds(began: datetime | None, ended: datetime | None) -> int | None:
    return None if began is None or ended is None else round((ended - began).total_seconds())
