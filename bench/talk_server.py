"""The voice process's own door, session and pipeline, with engines and a policy that take as long as told.

No ticket and no Postgres: what is measured is all that a call costs while it lasts.
"""

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from apps.voice import rendering, sentences, warm_up
from apps.voice.engines.scripted import Engines, Pace
from apps.voice.phrases import Phrases
from apps.voice.policy.brief import Findings
from apps.voice.policy.moves import Disposition, Expects, Line, Move, Result, Tool, ToolDone
from apps.voice.policy.reading import Machine, Reading
from apps.voice.reading.context import Context
from apps.voice.session import Means, Session
from apps.voice.stream import Door, Refused
from apps.voice.wires import twilio
from apps.voice.wires.base import Marked, Media

# Of speech to text, of the model, of text to speech: what the budget is beyond of.
STT, LLM, TTS = 0.15, 0.25, 0.10
GREETING = "Hello, this is Alex from Acme Solar calling about your roof."
REPLY = "Thank you, and how large would you say it is?"


@dataclass
class Script:
    """Asks and asks."""

    number: int = 0

    def begin(self) -> Move:
        return Move((Line(GREETING, is_fixed=True),), Expects.YES_NO)

    def heard(self, reading: Reading, interrupted_at: str | None = None) -> Move:
        # Each time other words: nothing is played from what was kept.
        self.number += 1
        return Move((Line(f"{REPLY} {self.number}"),), Expects.YES_NO)

    def silent(self) -> Move:
        return Move(expects=Expects.YES_NO)

    def told(self, result: Result, tool: Tool) -> Move:
        return Move(expects=Expects.YES_NO)

    def met(self, machine: Machine) -> Move:
        return Move(expects=Expects.YES_NO)

    def engine_failed(self) -> Move:
        return Move(expects=Expects.NOTHING)

    def time_is_up(self) -> Move:
        return Move(expects=Expects.NOTHING)

    def context(self) -> Context:
        return Context()

    def findings(self) -> Findings:
        return Findings(Disposition.QUALIFIED)


class Model:
    """A reader that takes as long as a language model."""

    async def read(self, said: str, context: Context, *, likely: str = "") -> Reading:
        await asyncio.sleep(LLM)
        return Reading(said=said)


async def perform(tool: Tool) -> Result:
    return ToolDone()


def build() -> Starlette:
    phrases = Phrases(None)
    means = Means(Engines(Pace(STT, TTS)), phrases, Model(), perform)

    async def stream(socket: WebSocket) -> None:
        await socket.accept()
        wire = twilio.Wire()
        await _talk(Door(socket, wire), wire, means)

    async def cpu(request: Request) -> Response:
        return JSONResponse({"cpu": time.process_time()})

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        # As the voice process does before it listens.
        await warm_up.run(Script(), means)
        # As it is done while a phone rings.
        await rendering.render(sentences.of(GREETING), means.engines, means.phrases)
        yield

    return Starlette(routes=[WebSocketRoute("/stream", stream), Route("/cpu", cpu)], lifespan=lifespan)


async def _talk(door: Door, wire: twilio.Wire, means: Means) -> None:
    with contextlib.suppress(Refused):
        await door.started()
        session = Session(Script(), means, door.way(wire), hang_up=door.close)
        await session.start()
        try:
            async for event in door.events(most_seconds=600):
                if isinstance(event, Media):
                    await session.hear(event.ulaw)
                elif isinstance(event, Marked):
                    session.played(event.name)
        finally:
            await session.stop()


if __name__ == "__main__":
    os.sched_setaffinity(0, {0})
    uvicorn.run(
        build(),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        log_level="warning",
        access_log=False,
    )
