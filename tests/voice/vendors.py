"""Vendors of speech on real sockets, as far as pipecat's services talk to them."""

import base64
from dataclasses import dataclass, field

import orjson
from websockets.asyncio.server import Server, ServerConnection, serve

from apps.voice.engines import scripted
from tests.contracts.peer import Peer

TONE = scripted.tone(0.4)


@dataclass
class Deepgram:
    """Writes its words down when asked to finalize, in the pieces given, and is silent where it is told to be."""

    pieces: tuple[str, ...] = ("Yes,", "sure.")
    confirms: bool = True
    bytes_heard: int = 0
    authorization: str = ""
    asked: str = ""
    _server: Server | None = field(default=None, init=False)

    async def start(self) -> str:
        self._server = await serve(self._listen, "127.0.0.1", 0)
        return f"http://127.0.0.1:{next(iter(self._server.sockets)).getsockname()[1]}"

    async def stop(self) -> None:
        if self._server:
            self._server.close(close_connections=True)
            await self._server.wait_closed()

    async def _listen(self, socket: ServerConnection) -> None:
        if socket.request:
            self.authorization, self.asked = socket.request.headers["Authorization"], socket.request.path
        async for message in socket:
            if isinstance(message, bytes):
                self.bytes_heard += len(message)
            elif orjson.loads(message)["type"] == "Finalize":
                await self._write(socket)

    async def _write(self, socket: ServerConnection) -> None:
        for piece in self.pieces:
            await socket.send(_result(piece, from_finalize=False))
        if self.confirms:
            await socket.send(_result("", from_finalize=True))


def _result(text: str, *, from_finalize: bool) -> str:
    alternative = {"transcript": text, "confidence": 0.99, "words": []}
    metadata = {
        "request_id": "1",
        "model_uuid": "1",
        "model_info": {"name": "nova-3", "version": "1", "arch": "nova-3"},
    }
    return orjson.dumps(
        {
            "type": "Results",
            "channel_index": [0, 1],
            "duration": 1.0,
            "start": 0.0,
            "is_final": True,
            "speech_final": False,
            "from_finalize": from_finalize,
            "channel": {"alternatives": [alternative]},
            "metadata": metadata,
        }
    ).decode()


def speaks_raw(peer: Peer) -> None:
    """As Cartesia and Deepgram do."""
    peer.replies(200, TONE, {"Content-Type": "audio/pcm"})


def speaks_in_lines(peer: Peer) -> None:
    """As ElevenLabs does: JSON lines, audio in base64."""
    half = len(TONE) // 2
    lines = [{"audio_base64": base64.b64encode(part).decode()} for part in (TONE[:half], TONE[half:])]
    peer.replies(200, b"\n".join(orjson.dumps(line) for line in lines) + b"\n")
