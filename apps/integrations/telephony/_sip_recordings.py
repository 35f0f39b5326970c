"""What our own SIP dialer records of a bridge or a room, and keeps until it is fetched."""

from pydantic import ValidationError

from apps.integrations.errors import Unanswered, Unreadable
from apps.integrations.http import Inbound
from apps.integrations.wire.dialer import TapeTold
from apps.integrations.wire.sip import LACKS

from . import base
from ._sip_line import Line, refused
from .base import RecordingNews


class Recordings(base.Telephony):
    """The dialer's; the carrier's own class makes the rest."""

    records = True

    _line: Line

    def read_recording(self, request: Inbound) -> RecordingNews:
        try:
            told = TapeTold.model_validate_json(request.body)
        except ValidationError as error:
            raise Unreadable("the SIP dialer sent what is no news of a recording") from error
        lack = LACKS[told.lack] if told.lack else ""
        return RecordingNews(told.call_id, told.tape_id, told.is_there, told.seconds, lack)

    def fetch_recording(self, recording_id: str) -> bytes:
        reply = self._line.fetch(f"/tapes/{recording_id}")
        refused(reply)
        if not reply.body.startswith(b"RIFF"):
            raise Unanswered("the SIP dialer sent something that is no recording")
        return reply.body

    def delete_recording(self, recording_id: str) -> None:
        reply = self._line.send("DELETE", f"/tapes/{recording_id}")
        if reply.status != 404:
            refused(reply)
