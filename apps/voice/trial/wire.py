"""How a trial's page speaks of its audio: JSON, with 16-bit little-endian PCM of 8 kHz in base64.

The page resamples: every browser may have another rate, and what leads hear is a telephone's.
"""

import base64
import binascii
from dataclasses import dataclass
from typing import Any

import orjson

from apps.voice import audio
from apps.voice.simulate import chat
from apps.voice.wires import base
from apps.voice.wires.base import Event, Marked, Media, Started, Stopped, Unreadable

# The page sends 20 ms at a time; with the door's bound on messages this is one on audio, too.
MOST_MS = 40


@dataclass(frozen=True)
class Began(Started):
    """The page is ready; `first_name` is what the form would have told."""

    first_name: str = ""


class Wire(base.Wire):
    def media(self, ulaw: bytes) -> str:
        return orjson.dumps({"event": "media", "pcm": base64.b64encode(audio.to_pcm(ulaw)).decode()}).decode()

    def mark(self, name: str) -> str:
        return orjson.dumps({"event": "mark", "name": name}).decode()

    def clear(self) -> str:
        return '{"event":"clear"}'

    def event(self, told: Any) -> Event | None:
        match told["event"]:
            case "media":
                return Media(_ulaw(told["pcm"]))
            case "mark":
                return Marked(str(told["name"]))
            case "start":
                return Began("", "", first_name=str(told["first_name"])[: chat.LONGEST_NAME])
            case "stop":
                return Stopped()
        return None


def _ulaw(text: str) -> bytes:
    try:
        pcm = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise Unreadable("the audio is not base64") from error
    if len(pcm) % 2 or len(pcm) > MOST_MS * audio.PCM_BYTES_A_MS:
        raise Unreadable("not a piece of PCM")
    return audio.to_ulaw(pcm)
