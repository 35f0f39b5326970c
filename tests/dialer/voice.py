"""The voice process's side of a stream, for tests: says what it is told to, and keeps what it hears."""

import base64
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
import orjson
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from apps.core.audio import RATE, to_pcm, to_ulaw

FRAME_BYTES = 160


def tone(*, seconds: float, hertz: int = 440) -> bytes:
    """As µ-law."""
    at = np.arange(int(seconds * RATE)) / RATE
    return to_ulaw((8_000 * np.sin(2 * np.pi * hertz * at)).astype(np.int16).tobytes())


def share_of(hertz: int, ulaw: bytes) -> float:
    """How much of all that sounds is this tone."""
    spectrum = np.abs(np.fft.rfft(np.frombuffer(to_pcm(ulaw), np.int16).astype(float))) ** 2
    near = np.abs(np.fft.rfftfreq(len(ulaw), 1 / RATE) - hertz) < 15
    return float(spectrum[near].sum() / max(1.0, spectrum.sum()))


@dataclass
class Voice:
    """Context manager. `says` is sent at once with a mark behind it; then it listens for so long and closes."""

    says: bytes = b""
    listens_seconds: float = 1.0
    clears_after: float = 0.0
    heard: bytearray = field(default_factory=bytearray)
    told: list[dict[str, Any]] = field(default_factory=list)
    came_at: list[float] = field(default_factory=list)
    origins: list[str | None] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._server = serve(self._answer, "127.0.0.1", 0, compression=None)
        self.url = f"ws://127.0.0.1:{self._server.socket.getsockname()[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *reason: object) -> None:
        self._server.shutdown()

    def of(self, event: str) -> list[dict[str, Any]]:
        return [told for told in self.told if told["event"] == event]

    def gaps_over(self, seconds: float) -> Sequence[float]:
        return [gap for gap in np.diff(self.came_at).tolist() if gap > seconds]

    def _answer(self, socket: ServerConnection) -> None:
        self.origins.append(socket.request.headers.get("Origin") if socket.request else None)
        began = time.monotonic()
        has_cleared = not self.clears_after
        try:
            while time.monotonic() - began < self.listens_seconds:
                told = orjson.loads(socket.recv(timeout=2))
                self.told.append(told)
                match told["event"]:
                    case "start":
                        self._speak(socket, told["streamSid"])
                    case "media":
                        self.came_at.append(time.monotonic())
                        self.heard += base64.b64decode(told["media"]["payload"])
                if not has_cleared and time.monotonic() - began > self.clears_after:
                    has_cleared = True
                    socket.send('{"event":"clear"}')
        except (ConnectionClosed, TimeoutError):
            return

    def _speak(self, socket: ServerConnection, stream: str) -> None:
        for at in range(0, len(self.says), FRAME_BYTES):
            payload = base64.b64encode(self.says[at : at + FRAME_BYTES]).decode()
            socket.send(orjson.dumps({"event": "media", "streamSid": stream, "media": {"payload": payload}}).decode())
        socket.send(orjson.dumps({"event": "mark", "streamSid": stream, "mark": {"name": "end"}}).decode())
