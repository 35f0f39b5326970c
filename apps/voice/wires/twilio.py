"""Twilio's Media Streams, https://www.twilio.com/docs/voice/media-streams/websocket-messages.

The SIP dialer speaks it too.
"""

import base64
from typing import Any

import orjson

from . import base
from .base import Digit, Event, Marked, Started, Stopped, Unreadable, heard


class Wire(base.Wire):
    def __init__(self) -> None:
        self._stream_id = ""

    def media(self, ulaw: bytes) -> str:
        return self._message("media", media={"payload": base64.b64encode(ulaw).decode()})

    def mark(self, name: str) -> str:
        return self._message("mark", mark={"name": name})

    def clear(self) -> str:
        return self._message("clear")

    def event(self, told: Any) -> Event | None:
        match told["event"]:
            case "media":
                return heard(told["media"], "inbound", "inbound_track")
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
