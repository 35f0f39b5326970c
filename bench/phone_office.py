"""LeadHub's and the voice process's sides of the dialer, with next to no work of their own.

`python -m bench.phone_office PORT SECONDS`: every answered call is streamed here for so long; where its address begins
with `/bridged/` or `/taped/` it is put through to a phone that hums, and recorded in the latter case. `GET /heard` says
how evenly the streamed leads' audio came.
"""

import asyncio
import base64
import math
import sys
import time
from array import array

import orjson
from aiohttp import WSMsgType, web

from apps.core.audio import RATE, to_ulaw

FRAME_SECONDS = 0.02
FRAME_BYTES = 160
# A frame that comes so long after the one before has left the lead's voice with a hole.
LATE_SECONDS = 0.06
# The sandbox's phone that hums without end.
REP = "+12025550153"


class Office:
    """Speaks a tone into each stream, and looks at when the frames of the lead come."""

    def __init__(self, url: str, *, talk_seconds: float) -> None:
        self._url, self._talk_seconds = url, talk_seconds
        self.streams = self.frames = self.late = 0
        self.longest = 0.0

    async def news(self, request: web.Request) -> web.Response:
        await request.read()
        if not request.path.endswith("/answer"):
            return web.Response(status=204)
        return web.Response(body=orjson.dumps({"deeds": [self._deed(request.path)]}))

    def _deed(self, path: str) -> dict[str, str]:
        if path.startswith(("/bridged/", "/taped/")):
            record_url = f"{self._url}{path}/recording" if path.startswith("/taped/") else ""
            return {"do": "bridge", "to": REP, "record_url": record_url}
        return {"do": "stream", "url": self._url.replace("http", "ws", 1) + "/stream"}

    async def stream(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        self.streams += 1
        speaking, before = asyncio.create_task(self._speak(socket)), 0.0
        async for message in socket:
            if message.type is WSMsgType.TEXT and message.data.startswith('{"event":"media"'):
                now = time.monotonic()
                self._came(now - before if before else 0.0)
                before = now
        speaking.cancel()
        return socket

    async def heard(self, request: web.Request) -> web.Response:
        return web.json_response(
            {"streams": self.streams, "frames": self.frames, "late": self.late, "longest": self.longest}
        )

    def _came(self, pause: float) -> None:
        self.frames += 1
        self.late += pause > LATE_SECONDS
        self.longest = max(self.longest, pause)

    async def _speak(self, socket: web.WebSocketResponse) -> None:
        """In the agent's manner: a little ahead of its time, and evenly."""
        loop = asyncio.get_running_loop()
        began, said = loop.time(), 0
        while loop.time() - began < self._talk_seconds:
            while said * FRAME_SECONDS < loop.time() - began + 0.2:
                await socket.send_str(_MEDIA)
                said += 1
            await asyncio.sleep(FRAME_SECONDS)
        await socket.close()


def _tone() -> bytes:
    """Eight whole waves in a frame, so that the frames join."""
    samples = (round(8_000 * math.sin(math.tau * 400 * n / RATE)) for n in range(FRAME_BYTES))
    return to_ulaw(array("h", samples).tobytes())


_MEDIA = orjson.dumps({"event": "media", "media": {"payload": base64.b64encode(_tone()).decode()}}).decode()


def main() -> None:
    port, talk_seconds = int(sys.argv[1]), float(sys.argv[2])
    office = Office(f"http://127.0.0.1:{port}", talk_seconds=talk_seconds)
    app = web.Application()
    app.router.add_get("/stream", office.stream)
    app.router.add_get("/heard", office.heard)
    app.router.add_post("/{tail:.*}", office.news)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    main()
