"""Plivo's audio streams, https://www.plivo.com/docs/voice/xml/audio-streaming."""

import base64
from typing import Any

import orjson

from . import base
from .base import Digit, Event, Marked, Started, Stopped, Unreadable, heard


class Wire(base.Wire):
    def __init__(self) -> None:
        self._stream_id = ""

    def media(self, ulaw: bytes) -> str:
        audio = {"contentType": "audio/x-mulaw", "sampleRate": 8000, "payload": base64.b64encode(ulaw).decode()}
        return orjson.dumps({"event": "playAudio", "media": audio}).decode()

    def mark(self, name: str) -> str:
        return orjson.dumps({"event": "checkpoint", "streamId": self._stream_id, "name": name}).decode()

    def clear(self) -> str:
        return orjson.dumps({"event": "clearAudio", "streamId": self._stream_id}).decode()

    def event(self, told: Any) -> Event | None:
        match told["event"]:
            case "media":
                return heard(told["media"], "inbound")
            case "playedStream":
                return Marked(str(told["name"]))
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
        self._stream_id = str(start["streamId"])
        return Started(self._stream_id, str(start["callId"]), str(start.get("accountId", "")))
