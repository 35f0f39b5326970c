"""Vonage's WebSockets, https://developer.vonage.com/en/voice/voice-api/guides/websockets: linear audio, 20 ms each."""

from typing import Any

import orjson

from apps.voice import audio

from . import base
from .base import Digit, Event, Marked, Media, Started, Unreadable

FRAME_MS = 20


class Wire(base.Wire):
    piece_bytes = FRAME_MS * audio.ULAW_BYTES_A_MS

    def media(self, ulaw: bytes) -> bytes:
        """A whole message of it; what is missing is silence."""
        return audio.to_pcm(ulaw).ljust(FRAME_MS * audio.PCM_BYTES_A_MS, b"\x00")

    def mark(self, name: str) -> str:
        return orjson.dumps({"action": "notify", "payload": {"mark": name}}).decode()

    def clear(self) -> str:
        return orjson.dumps({"action": "clear"}).decode()

    def hear(self, message: bytes) -> Event:
        if len(message) % 2:
            raise Unreadable("half a sample")
        return Media(audio.to_ulaw(message))

    def event(self, told: Any) -> Event | None:
        match told["event"]:
            case "websocket:connected":
                return _started(told)
            case "websocket:dtmf":
                return Digit(str(told["digit"])[:1])
            case "websocket:notify":
                return Marked(str(told["payload"]["mark"]))
        return None


def _started(told: Any) -> Started:
    """It does not name the call, but by what our own document has it say."""
    if told.get("content-type", "audio/l16;rate=8000") != "audio/l16;rate=8000":
        raise Unreadable("not 8 kHz linear")
    return Started(str(told["call"]), str(told["call"]))
