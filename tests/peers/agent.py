"""LeadHub's end of an answered call, for tests: a stream that hums a tone and listens whether it comes back."""

from __future__ import annotations

import base64
import threading
from dataclasses import dataclass, field
from typing import Self

import orjson
from websockets.sync.server import ServerConnection, serve

from apps.core.embedded.ports import LOOPBACK
from apps.sandbox.callee.hearing import is_loud
from apps.sandbox.callee.phone import FRAME_BYTES
from apps.sandbox.sip.tones import STEADY


@dataclass
class Agent:
    """Context manager. `frames` counts what was heard, `loud` what was more than silence; after `most` it hangs up."""

    frames: int = 0
    loud: int = 0
    events: list[str] = field(default_factory=list)
    most: int = 1_000_000

    def __enter__(self) -> Self:
        self._server = serve(self._live, LOOPBACK, 0, compression=None)
        self.url = f"ws://{LOOPBACK}:{self._server.socket.getsockname()[1]}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *reason: object) -> None:
        self._server.shutdown()

    def _live(self, socket: ServerConnection) -> None:
        stream_id = ""
        for message in socket:
            told = orjson.loads(message)
            self.events.append(told["event"])
            stream_id = told.get("streamSid", stream_id)
            if told["event"] == "media":
                self._hear(base64.b64decode(told["media"]["payload"]))
                media = {"payload": base64.b64encode(self._tone()).decode()}
                socket.send(orjson.dumps({"event": "media", "streamSid": stream_id, "media": media}).decode())
            if told["event"] == "stop" or self.frames >= self.most:
                return

    def _hear(self, ulaw: bytes) -> None:
        self.frames += 1
        self.loud += is_loud(ulaw)

    def _tone(self) -> bytes:
        at = self.frames * FRAME_BYTES % len(STEADY)
        return STEADY[at : at + FRAME_BYTES]
