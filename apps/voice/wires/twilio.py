"""Twilio's Media Streams, https://www.twilio.com/docs/voice/media-streams/websocket-messages.

The SIP dialer speaks it too.
"""

import base64
import binascii
from typing import Any

import orjson

from . import base
from .base import Digit, Event, Marked, Media, Started, Stopped, Unreadable


class Wire(base.Wire):
    def __init__(self) -> None:
        self._stream_id = ""

    def read(self, text: str) -> Event | None:
        try:
            return self._event(orjson.loads(text))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unreadable(type(error).__name__) from error

    def media(self, ulaw: bytes) -> str:
        return self._message("media", media={"payload": base64.b64encode(ulaw).decode()})

    def mark(self, name: str) -> str:
        return self._message("mark", mark={"name": name})

    def clear(self) -> str:
        return self._message("clear")

    def _event(self, told: Any) -> Event | None:
        match told["event"]:
            case "media":
                return _media(told["media"])
            case "mark":
                return Marked(str(told["mark"]["name"]))
            case "dtmf":
                return Digit(str(told["dtmf"]["digit"])[:1])
            case "start":
                return self._started(told["start"])
            case "stop":
                return Stopped()
        return None

    def _started(self, start: Any) -> Started:
        wanted = start.get("mediaFormat", {})
        if wanted.get("encoding", "audio/x-mulaw") != "audio/x-mulaw" or int(wanted.get("sampleRate", 8000)) != 8000:
            raise Unreadable("not 8 kHz µ-law")
        self._stream_id = str(start["streamSid"])
        return Started(self._stream_id, str(start["callSid"]), str(start.get("accountSid", "")))

    def _message(self, event: str, **more: object) -> str:
        return orjson.dumps({"event": event, "streamSid": self._stream_id, **more}).decode()


def _media(media: Any) -> Media | None:
    # Our own voice comes back where both tracks were asked for.
    if media.get("track", "inbound") not in ("inbound", "inbound_track"):
        return None
    try:
        return Media(base64.b64decode(media["payload"], validate=True))
    except binascii.Error as error:
        raise Unreadable("the audio is not base64") from error
