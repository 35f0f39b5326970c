"""Telnyx's media streaming, https://developers.telnyx.com/docs/voice/programmable-voice/media-streaming."""

import base64
from typing import Any

import orjson

from . import base
from .base import Digit, Event, Marked, Started, Stopped, Unreadable, heard


class Wire(base.Wire):
    def media(self, ulaw: bytes) -> str:
        return orjson.dumps({"event": "media", "media": {"payload": base64.b64encode(ulaw).decode()}}).decode()

    def mark(self, name: str) -> str:
        return orjson.dumps({"event": "mark", "mark": {"name": name}}).decode()

    def clear(self) -> str:
        return '{"event":"clear"}'

    def event(self, told: Any) -> Event | None:
        match told["event"]:
            case "media":
                return heard(told["media"], "inbound", "inbound_track")
            case "mark":
                return Marked(str(told["mark"]["name"]))
            case "dtmf":
                return Digit(str(told["dtmf"]["digit"])[:1])
            case "start":
                return _started(told)
            case "stop":
                return Stopped()
        return None


def _started(told: Any) -> Started:
    start = told["start"]
    wanted = start.get("media_format", {})
    if wanted.get("encoding", "PCMU") != "PCMU" or int(wanted.get("sample_rate", 8000)) != 8000:
        raise Unreadable("not 8 kHz µ-law")
    return Started(str(told["stream_id"]), str(start["call_control_id"]), str(start.get("user_id", "")))
