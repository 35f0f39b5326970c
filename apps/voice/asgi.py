"""The voice process's one application: streams of calls, and whether it lives."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

import redis.asyncio as redis
from django.conf import settings
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from . import answering, preparing, told, warm_up
from .answering import House
from .engines import choosing
from .equipping import Stock
from .phrases import Phrases
from .policy.brief import Brief
from .policy.dialogue import Dialogue
from .policy.moves import Result, Tool, ToolDone
from .session import Means
from .stream import POLICY
from .wires import telnyx, twilio, twilio_relay
from .wires.base import Dialect

WIRES: dict[str, Callable[[], Dialect]] = {"twilio": twilio.Wire, "telnyx": telnyx.Wire}
RELAYS: dict[str, Callable[[], Dialect]] = {"twilio": twilio_relay.Relay}


async def _no_tool(tool: Tool) -> Result:
    return ToolDone()


def build() -> Starlette:
    """The application, with a house of its own."""
    store = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.2, socket_connect_timeout=0.2)
    # It waits for hints longer than anything else may take.
    waiting = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=0.2)
    stock = Stock()
    house = House(Phrases(store), stock.default(), stock.of, most_calls=settings.LEADHUB_VOICE_CALLS)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        choosing.preload()
        await warm_up.run(
            Dialogue(Brief.sample()), Means(house.default.engines, house.phrases, house.default.reader, _no_tool)
        )
        preparing_greetings = asyncio.create_task(preparing.for_ever(waiting, house))
        hearing_news = asyncio.create_task(told.for_ever(waiting, house))
        yield
        preparing_greetings.cancel()
        hearing_news.cancel()

    return Starlette(routes=routes(house), lifespan=lifespan)


def routes(house: House) -> list[BaseRoute]:
    """The doors of a house."""

    async def admitted(socket: WebSocket, dialects: Mapping[str, Callable[[], Dialect]]) -> None:
        dialect = dialects.get(socket.path_params["dialect"])
        await (answering.answer(socket, dialect(), house) if dialect else socket.close(POLICY))

    async def stream(socket: WebSocket) -> None:
        await admitted(socket, WIRES)

    async def relay(socket: WebSocket) -> None:
        await admitted(socket, RELAYS)

    async def healthz(request: Request) -> Response:
        return JSONResponse({"status": "ok", "calls": len(house.calls), "most_calls": house.most_calls})

    streams = [WebSocketRoute("/stream/{dialect}/{ticket}", stream), WebSocketRoute("/relay/{dialect}/{ticket}", relay)]
    return [*streams, Route("/healthz", healthz)]
