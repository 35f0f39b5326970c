"""A phone at the far end of Vonage's WebSocket: linear audio in messages that are no text, the rest in JSON."""

from __future__ import annotations

import base64

import orjson
from websockets.exceptions import ConnectionClosed

from apps.core import audio
from apps.sandbox.callee import phone

MESSAGE_BYTES = 320


class Phone(phone.Phone):
    async def _receive(self) -> None:
        try:
            async for message in self._socket:
                if isinstance(message, bytes):
                    self._hear(message)
                else:
                    self._order(orjson.loads(message))
        except ConnectionClosed:
            return

    def _hear(self, pcm: bytes) -> None:
        # Theirs is heard as noise, or not at all; here it is plainly dropped.
        if len(pcm) == MESSAGE_BYTES:
            payload = base64.b64encode(audio.to_ulaw(pcm)).decode()
            self._take({"event": "media", "media": {"payload": payload}})

    def _order(self, told: dict[str, object]) -> None:
        payload = told.get("payload")
        if told.get("action") == "notify" and isinstance(payload, dict):
            self._take({"event": "mark", "mark": {"name": payload.get("mark")}})
        if told.get("action") == "clear":
            self._take({"event": "clear"})

    async def _send(self, event: str, **more: object) -> None:
        media, mark = more.get("media"), more.get("mark")
        if isinstance(media, dict):
            await self._socket.send(audio.to_pcm(base64.b64decode(str(media["payload"]))))
        if isinstance(mark, dict):
            told = {"event": "websocket:notify", "payload": {"mark": mark["name"]}}
            await self._socket.send(orjson.dumps(told).decode())
